// @ts-check
/**
 * Put before the vision worker's own script by the soak test: counts the frames it holds and the GPU objects it has made. The
 * shipped worker knows nothing of it. Plain JavaScript: it is sent to the browser as is.
 */
{
  const soak = { seen: 0, frames: new Set(), gpu: { buffer: new Set(), texture: new Set() } };
  Object.assign(self, {
    soakCounts: () => ({
      seen: soak.seen,
      frames: soak.frames.size,
      buffers: soak.gpu.buffer.size,
      textures: soak.gpu.texture.size,
    }),
  });
  // A frame is weakly no longer ours when it is closed, and only then.
  const arrive = (/** @type {unknown} */ thing) => {
    if (thing instanceof VideoFrame && thing.format !== null) {
      soak.seen++;
      soak.frames.add(thing);
    }
    return thing;
  };
  const { read } = ReadableStreamDefaultReader.prototype;
  ReadableStreamDefaultReader.prototype.read = async function () {
    const result = await read.call(this);
    arrive(result.value);
    return result;
  };
  addEventListener('message', ({ data }) => arrive(data?.frame), { capture: true });
  const { clone, close } = VideoFrame.prototype;
  VideoFrame.prototype.clone = function () {
    return /** @type {VideoFrame} */ (arrive(clone.call(this)));
  };
  VideoFrame.prototype.close = function () {
    soak.frames.delete(this);
    close.call(this);
  };
  if (typeof GPUDevice === 'function') {
    const { createBuffer, createTexture } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      soak.gpu.buffer.add(buffer);
      return buffer;
    };
    GPUDevice.prototype.createTexture = function (descriptor) {
      const texture = createTexture.call(this, descriptor);
      soak.gpu.texture.add(texture);
      return texture;
    };
    const destroyBuffer = GPUBuffer.prototype.destroy;
    GPUBuffer.prototype.destroy = function () {
      soak.gpu.buffer.delete(this);
      destroyBuffer.call(this);
    };
    const destroyTexture = GPUTexture.prototype.destroy;
    GPUTexture.prototype.destroy = function () {
      soak.gpu.texture.delete(this);
      destroyTexture.call(this);
    };
  }
}
