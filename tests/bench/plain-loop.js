// @ts-check
/**
 * The baseline: a detector loop as most browser demos write it, all of it on the page's thread. Draw the video into a canvas, read
 * the pixels back, convert them in JavaScript loops, run a CPU tensor, decode into an array of objects, suppress, draw.
 * It runs NanoDet-shaped or our own outputs alike through `decode`, so that only the way of doing it differs.
 * @param {any} ort onnxruntime-web
 * @param {{ weights: Uint8Array, size: number, frames: number, warmup: number, video: HTMLVideoElement, canvas: HTMLCanvasElement }} setup
 */
export async function plainLoop(ort, { weights, size, frames, warmup, video, canvas }) {
  const session = await ort.InferenceSession.create(weights, { executionProviders: ['wasm'] });
  const small = document.createElement('canvas');
  small.width = size;
  small.height = size;
  const smallContext = small.getContext('2d');
  const context = canvas.getContext('2d');
  if (!smallContext || !context) throw new Error('no 2D canvas');
  const times = [];
  const runs = [];
  for (let frame = 0; frame < frames + warmup; frame++) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const start = performance.now();
    const scale = Math.min(size / video.videoWidth, size / video.videoHeight);
    const width = video.videoWidth * scale;
    const height = video.videoHeight * scale;
    const left = (size - width) / 2;
    const top = (size - height) / 2;
    smallContext.fillStyle = 'rgb(114, 114, 114)';
    smallContext.fillRect(0, 0, size, size);
    smallContext.drawImage(video, left, top, width, height);
    const { data } = smallContext.getImageData(0, 0, size, size);
    const red = [];
    const green = [];
    const blue = [];
    for (let i = 0; i < data.length; i += 4) {
      red.push((data[i] ?? 0) / 255);
      green.push((data[i + 1] ?? 0) / 255);
      blue.push((data[i + 2] ?? 0) / 255);
    }
    const input = new ort.Tensor('float32', Float32Array.from([...red, ...green, ...blue]), [1, 3, size, size]);
    const beforeRun = performance.now();
    const outputs = await session.run({ [session.inputNames[0]]: input });
    const runMs = performance.now() - beforeRun;
    const boxes = suppress(decode(outputs, size));
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    context.font = '16px sans-serif';
    for (const box of boxes) {
      context.strokeRect((box.x - left) / scale, (box.y - top) / scale, box.width / scale, box.height / scale);
      context.fillText(`${box.classId} ${box.score.toFixed(2)}`, (box.x - left) / scale, (box.y - top) / scale);
    }
    context.getImageData(0, 0, 1, 1); // The picture is rasterised, as in the app's own measurement.
    if (frame >= warmup) {
      times.push(performance.now() - start);
      runs.push(runMs);
    }
  }
  return { times, runs };
}

/**
 * Cells → boxes over 0.3. Reads `boxes` and `scores` of our detector; of a network with other outputs the largest tensor is
 * scanned alike, so that the work is comparable though the boxes mean nothing.
 */
function decode(/** @type {any} */ outputs, /** @type {number} */ size) {
  const found = [];
  const scores = outputs.scores ?? Object.values(outputs).sort((a, b) => b.data.length - a.data.length)[0];
  const boxes = outputs.boxes;
  const classes = scores.dims[scores.dims.length - 1];
  const cells = scores.dims[scores.dims.length - 2];
  let cell = 0;
  for (const stride of [8, 16, 32]) {
    const side = size / stride;
    for (let row = 0; row < side && cell < cells; row++) {
      for (let column = 0; column < side && cell < cells; column++, cell++) {
        const all = Array.from(scores.data.slice(cell * classes, (cell + 1) * classes));
        const score = Math.max(...all);
        if (score < 0.3 || score > 1) continue;
        const [l, t, r, b] = boxes ? boxes.data.slice(cell * 4, cell * 4 + 4) : [1, 1, 1, 1];
        const x = (column + 0.5 - l) * stride;
        const y = (row + 0.5 - t) * stride;
        found.push({ x, y, width: (l + r) * stride, height: (t + b) * stride, score, classId: all.indexOf(score) });
      }
    }
  }
  return found;
}

/** @param {{ x: number, y: number, width: number, height: number, score: number, classId: number }[]} boxes */
function suppress(boxes) {
  boxes.sort((a, b) => b.score - a.score);
  /** @type {typeof boxes} */
  const kept = [];
  for (const box of boxes) {
    const clashes = kept.some((other) => {
      const width = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
      const height = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
      const shared = Math.max(0, width) * Math.max(0, height);
      return (
        other.classId === box.classId && shared / (box.width * box.height + other.width * other.height - shared) > 0.5
      );
    });
    if (!clashes) kept.push(box);
  }
  return kept;
}
