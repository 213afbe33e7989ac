/** The two-stage detector as the app runs it: a frame through the GPU's path, beside the same frame through ordinary memory. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Detection, DetectOptions } from '../../models/contract';
import { iou } from '../../models/math/boxes';
import { rcnn } from '../../models/rcnn/decode';
import { CpuPath } from '../../workers/cpu/cpu-path';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import { OrtGpu } from '../../workers/engines/ort-gpu';
import { startOrt } from '../../workers/engines/ort';
import type { FramePath } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';
import { GpuPath } from '../../workers/gpu/gpu-path';
import { testDevice, weightsOf } from './gpu-device';

/** Low, so that there is something to compare whatever the weights are worth. */
const OPTIONS: DetectOptions = { scoreThreshold: 0.1, iouThreshold: 0.5, maxDetections: 100, proposals: 16 };

let cpu: CpuPath;
let gpu: GpuPath;
let picture: ImageBitmap;
const refused: string[] = [];

beforeAll(async () => {
  const engine = await startOrt({ threads: 1 });
  cpu = new CpuPath(engine, new Canvas2dRenderer(new OffscreenCanvas(64, 48)));
  const runtime = await OrtGpu.start(await testDevice(), 'jspi');
  gpu = await GpuPath.open({
    runtime,
    engine: { ...engine.info, provider: 'webgpu', build: 'jspi' },
    canvas: new OffscreenCanvas(64, 48),
    capture: false,
    onRefused: (error) => refused.push(error.message),
  });
  const url = new URL('../fixtures/demo/0140.jpg', import.meta.url);
  const whole = await (await fetch(url)).blob();
  picture = await createImageBitmap(whole, { resizeWidth: 214, resizeHeight: 120, resizeQuality: 'high' });
}, 60_000);
afterAll(async () => {
  await gpu.dispose();
  await cpu.dispose();
  picture.close();
  expect(refused).toEqual([]);
});

async function detections(path: FramePath, options: DetectOptions) {
  const [first, second] = await Promise.all([weightsOf('rcnn/rpn.onnx'), weightsOf('rcnn/roi-head.onnx')]);
  const network = await path.load(rcnn, first, second);
  const frame = new VideoFrame(picture, { timestamp: 0 });
  try {
    await path.prepare(viewOf(frame, 0), [network]);
    return await path.detect(network, options);
  } finally {
    frame.close();
    await path.release(network);
  }
}

it('finds in a frame on the GPU what it finds beside WASM, each step timed', { timeout: 300_000 }, async () => {
  const [expected, actual] = [await detections(cpu, OPTIONS), await detections(gpu, OPTIONS)];
  for (const { runMs, between } of [expected, actual]) {
    expect(runMs).toBeGreaterThan(0);
    expect(between?.propose).toBeGreaterThanOrEqual(0);
    expect(between?.['second-stage']).toBeGreaterThan(0);
  }
  // The frame's pixels are resampled by each in its own way, so scores differ a little, and one at the threshold may cross it.
  const sure = expected.value.filter(({ score }) => score > OPTIONS.scoreThreshold + 0.05);
  expect(sure.length).toBeGreaterThan(0);
  const same = (a: Detection, b: Detection): boolean =>
    a.label === b.label && Math.abs(a.score - b.score) < 0.05 && iou(a.boxFramePx, b.boxFramePx) > 0.8;
  for (const wanted of sure)
    expect(
      actual.value.some((one) => same(one, wanted)),
      `${wanted.label} ${wanted.score.toFixed(2)}`,
    ).toBe(true);
});

it('says what is missing where the second graph was not given', async () => {
  const first = await weightsOf('rcnn/rpn.onnx');
  for (const path of [cpu, gpu]) await expect(path.load(rcnn, first)).rejects.toMatchObject({ kind: 'model-missing' });
});
