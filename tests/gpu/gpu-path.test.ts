/** Real frames through GPU memory, beside the same frames through ordinary memory: same boxes, same mask, and a picture. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Detection, DetectOptions, Size } from '../../models/contract';
import { iou } from '../../models/math/boxes';
import { place } from '../../models/math/letterbox';
import { MODELS } from '../../models/registry';
import type { CpuPath } from '../../workers/cpu/cpu-path';
import { FramePixels } from '../../workers/cpu/frame-pixels';
import { Preprocessor } from '../../workers/cpu/preprocess';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { Engine } from '../../workers/engines/engine';
import type { Scene } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';
import { countDispatches } from '../../workers/gpu/dispatch-count';
import { GpuMask } from '../../workers/gpu/gpu-mask';
import type { GpuPath } from '../../workers/gpu/gpu-path';
import { demoPicture, openBothPaths } from './both-paths';
import { readBuffer, weightsOf } from './gpu-device';

const CANVAS: Size = { width: 320, height: 240 };
/** A minute on the software adapter, compilation included; several where other work takes its processor, milliseconds. */
const NETWORK_MS = 300_000;
const OPTIONS: DetectOptions = { scoreThreshold: 0.25, iouThreshold: 0.5, maxDetections: 100 };

let engine: Engine;
let cpu: CpuPath;
let gpu: GpuPath;
let canvas: OffscreenCanvas;
let dispose: () => Promise<void>;
let picture: ImageBitmap;

beforeAll(async () => {
  ({ engine, cpu, gpu, canvas, dispose } = await openBothPaths(CANVAS));
  picture = await demoPicture();
}, 60_000);
afterAll(async () => {
  await dispose();
  picture.close();
});

/** As a camera gives it: 4:2:0, limited range. */
async function cameraFrame(): Promise<VideoFrame> {
  const size = { width: picture.width & ~1, height: picture.height & ~1 };
  const canvas = new OffscreenCanvas(size.width, size.height);
  canvas.getContext('2d')!.drawImage(picture, 0, 0);
  const rgb = new VideoFrame(canvas, { timestamp: 0 });
  const data = new Uint8Array(rgb.allocationSize({ format: 'RGBA' }));
  await rgb.copyTo(data, { format: 'RGBA' });
  rgb.close();
  const { width, height } = size;
  const planes = new Uint8Array((width * height * 3) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r = 0, g = 0, b = 0] = data.subarray((y * width + x) * 4);
      planes[y * width + x] = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255;
      const chroma = width * height + (y >> 1) * (width / 2) + (x >> 1);
      planes[chroma] = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255;
      planes[chroma + (width * height) / 4] = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255;
    }
  }
  const colorSpace = { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false } as const;
  return new VideoFrame(planes, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0, colorSpace });
}

const sceneOf = (image: VideoFrame | ImageBitmap, more: Partial<Scene> = {}): Scene => ({
  view: viewOf(image, 0),
  mirror: false,
  portrait: undefined,
  detections: [],
  classifications: undefined,
  ...more,
});

async function pixels(): Promise<ImageData> {
  const bitmap = await createImageBitmap(await gpu.snapshot());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Mean difference of neighbouring pixels: how much detail is to be seen. */
function detail({ data, width, height }: ImageData): number {
  let sum = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x + 1 < width; x++) {
      const i = (y * width + x) * 4 + 1;
      sum += Math.abs((data[i] ?? 0) - (data[i + 4] ?? 0));
    }
  return sum / (width * height);
}

const EFFECT = { kind: 'blur', shape: 'gaussian' } as const;

/** Detail of the picture shown while it is not known where the person is. */
async function hiddenDetail(frame: VideoFrame, strength = 1): Promise<number> {
  const portrait = { mask: undefined, effect: EFFECT, backdrop: undefined, lightWrap: false, strength };
  gpu.draw(sceneOf(frame, { portrait }));
  return detail(await pixels());
}

/** @param texture r16float, a multiple of 128 pixels wide. */
async function readMask(texture: GPUTexture): Promise<number[]> {
  const { width, height } = texture;
  const buffer = gpu.device.createBuffer({
    size: 2 * width * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: 2 * width }, { width, height });
  gpu.device.queue.submit([encoder.finish()]);
  const halves = new Uint16Array(await readBuffer(gpu.device, buffer, 2 * width * height));
  buffer.destroy();
  // Values 0..1: sign 0, exponent below 16.
  return Array.from(halves, (bits) => {
    const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
    return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

function expectSameBoxes(actual: readonly Detection[], expected: readonly Detection[]): void {
  expect(expected.length).toBeGreaterThan(0);
  expect(actual.map(({ label }) => label).sort()).toEqual(expected.map(({ label }) => label).sort());
  for (const wanted of expected) {
    const best = Math.max(
      ...actual
        .filter(({ label }) => label === wanted.label)
        .map(({ boxFramePx }) => iou(boxFramePx, wanted.boxFramePx)),
    );
    // Chroma is resampled differently: the same object, by its box.
    expect(best, wanted.label).toBeGreaterThan(0.9);
  }
}

describe('GpuPath', () => {
  it('shows a picture as it is, also long after it was imported, and mirrored', async () => {
    const frame = await cameraFrame();
    gpu.draw(sceneOf(frame));
    await new Promise((resolve) => setTimeout(resolve, 300));
    gpu.draw(sceneOf(frame));
    const shown = await pixels();
    expect([shown.width, shown.height]).toEqual([CANVAS.width, CANVAS.height]);
    const cpuCanvas = new OffscreenCanvas(CANVAS.width, CANVAS.height);
    new Canvas2dRenderer(cpuCanvas).draw(sceneOf(frame), undefined);
    const wanted = cpuCanvas.getContext('2d')!.getImageData(0, 0, CANVAS.width, CANVAS.height);
    let sum = 0;
    wanted.data.forEach((value, i) => (sum += Math.abs(value - (shown.data[i] ?? 0))));
    expect(sum / wanted.data.length).toBeLessThan(6);
    gpu.draw(sceneOf(frame, { mirror: true }));
    const mirrored = await pixels();
    const at = (image: ImageData, x: number): number[] => [
      ...image.data.subarray((100 * 320 + x) * 4, (100 * 320 + x) * 4 + 3),
    ];
    expect(at(mirrored, 20)).toEqual(at(shown, 299));
    frame.close();
  });

  it('keeps the picture when the canvas changes its size, and shows boxes', async () => {
    const frame = await cameraFrame();
    gpu.draw(sceneOf(frame));
    gpu.resize({ width: 160, height: 160 });
    expect(canvas.width).toBe(320);
    gpu.draw(sceneOf(frame));
    expect([canvas.width, canvas.height]).toEqual([160, 160]);
    const rims = await pixels();
    expect([...rims.data.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
    gpu.resize(CANVAS);
    const detections = [
      { boxFramePx: { x: 40, y: 40, width: 200, height: 160 }, score: 0.9, classId: 0, label: 'cup' },
    ];
    gpu.draw(sceneOf(frame));
    const plain = await pixels();
    const before = gpu.overlayUploads;
    gpu.draw(sceneOf(frame, { detections }));
    gpu.draw(sceneOf(frame, { detections: detections.map((one) => ({ ...one })) }));
    expect(gpu.overlayUploads - before, 'drawn only when it changes').toBe(1);
    const boxed = await pixels();
    let changed = 0;
    for (let i = 0; i < boxed.data.length; i += 4) if (boxed.data[i] !== plain.data[i]) changed++;
    expect(changed).toBeGreaterThan(500);
    frame.close();
  });

  it('hides the picture until there is a mask', async () => {
    const frame = await cameraFrame();
    gpu.draw(sceneOf(frame));
    const sharp = detail(await pixels());
    for (const strength of [0, 1]) {
      expect(await hiddenDetail(frame, strength)).toBeLessThan(sharp / 2);
    }
    frame.close();
  });

  it('counts what it asks of the GPU, as a counter beneath it does', async () => {
    const all = countDispatches();
    const frame = await cameraFrame();
    const plain = { mask: undefined, effect: EFFECT, backdrop: undefined, lightWrap: false, strength: 1 };
    for (const portrait of [undefined, plain]) {
      const [total, own] = [all(), gpu.counters.dispatches];
      gpu.draw(sceneOf(frame, portrait ? { portrait } : {}));
      expect(gpu.counters.dispatches - own).toBe(all() - total);
      expect(all() - total).toBeGreaterThan(0);
    }
    frame.close();
  });

  it(
    'finds the boxes that WASM finds, and reads nothing else back',
    async () => {
      const model = MODELS['yolo-256'];
      const weights = await weightsOf('yolo/yolo-256.onnx');
      const [there, here] = [await cpu.load(model, weights.slice()), await gpu.load(model, weights)];
      const frame = await cameraFrame();
      const view = viewOf(frame, 0);
      await cpu.prepare(view, [there]);
      const expected = await cpu.detect(there, OPTIONS);
      await gpu.prepare(view, [here]);
      const before = gpu.counters.readBackBytes;
      frame.close();
      const [all, own] = [countDispatches(), gpu.counters.dispatches];
      const total = all();
      const actual = await gpu.detect(here, OPTIONS);
      // A hundred layers of the network, beside two of ours.
      expect(gpu.counters.dispatches - own).toBe(2);
      expect(all() - total).toBeGreaterThan(50);
      expectSameBoxes(actual.value, expected.value);
      expect(gpu.counters.readBackBytes - before).toBeLessThanOrEqual(4096);
      expect(actual.runMs).toBeGreaterThan(0);
      expect(actual.decodeMs).toBeGreaterThanOrEqual(0);
      const held = gpu.resources;
      await gpu.release(here);
      await cpu.release(there);
      expect(gpu.resources.buffer).toBeLessThan(held.buffer);
    },
    NETWORK_MS,
  );

  it(
    'sees the person that WASM sees, and gives mask textures back',
    async () => {
      const model = MODELS['unet-portrait-wide'];
      const weights = await weightsOf('unet-portrait/unet-portrait-256x144.onnx');
      const frame = await cameraFrame();
      const view = viewOf(frame, 0);
      const there = await engine.load(model.spec, weights.slice());
      const placement = place(view.upright, model.spec.input, model.spec.input.fit);
      new Preprocessor(model.spec.input).fill(await new FramePixels().read(view), placement, there.input);
      const expected = model.decode((await engine.run(there)).raw, placement);
      const here = await gpu.load(model, weights);
      await gpu.prepare(view, [here]);
      const { value: mask } = await gpu.segment(here);
      if (!mask) throw new Error('no mask');
      expect([GpuMask.of(mask).texture.width, GpuMask.of(mask).texture.height]).toEqual([
        expected.width,
        expected.height,
      ]);
      const seen = await readMask(GpuMask.of(mask).texture);
      let worst = 0;
      expected.alpha.forEach((alpha, i) => (worst = Math.max(worst, Math.abs(alpha - (seen[i] ?? NaN)))));
      // Half floats, and chroma that was resampled differently before the network.
      expect(worst).toBeLessThan(0.15);
      expect(Math.max(...seen)).toBeGreaterThan(0.5);
      const portrait = { mask, effect: EFFECT, backdrop: undefined, lightWrap: false, strength: 1 };
      gpu.draw(sceneOf(frame, { portrait }));
      const [shown, hidden] = [detail(await pixels()), await hiddenDetail(frame)];
      expect(shown, 'the person is sharp').toBeGreaterThan(hidden);
      mask.release();
      const held = gpu.resources.texture;
      await gpu.prepare(view, [here]);
      const again = await gpu.segment(here);
      expect(gpu.resources.texture).toBe(held);
      again.value?.release();
      frame.close();
      await gpu.release(here);
      await engine.release(there);
    },
    NETWORK_MS,
  );
});
