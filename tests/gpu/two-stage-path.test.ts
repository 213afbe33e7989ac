/** The two-stage detector as the app runs it: a frame through the GPU's path, beside the same frame through ordinary memory. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Detection, DetectOptions } from '../../models/contract';
import { iou } from '../../models/math/boxes';
import { rcnn } from '../../models/rcnn/decode';
import type { FramePath } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';
import { demoPicture, openBothPaths, type BothPaths } from './both-paths';
import { weightsOf } from './gpu-device';

/** Low, so that there is something to compare whatever the weights are worth. */
const OPTIONS: DetectOptions = { scoreThreshold: 0.1, iouThreshold: 0.5, maxDetections: 100, proposals: 16 };

let paths: BothPaths;
let picture: ImageBitmap;

beforeAll(async () => {
  paths = await openBothPaths({ width: 64, height: 48 });
  picture = await demoPicture({ resizeWidth: 214, resizeHeight: 120, resizeQuality: 'high' });
}, 60_000);
afterAll(async () => {
  await paths.dispose();
  picture.close();
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
  const [expected, actual] = [await detections(paths.cpu, OPTIONS), await detections(paths.gpu, OPTIONS)];
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
  for (const path of [paths.cpu, paths.gpu])
    await expect(path.load(rcnn, first)).rejects.toMatchObject({ kind: 'model-missing' });
});
