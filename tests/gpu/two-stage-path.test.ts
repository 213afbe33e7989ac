/** The two-stage detector as the app runs it: a frame through the GPU's path, beside the same frame through ordinary memory. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Box, Detection } from '../../models/contract';
import { iou } from '../../models/math/boxes';
import { rcnn } from '../../models/rcnn/decode';
import type { FramePath, Network, PathDetectOptions } from '../../workers/frame-path';
import { layerBoxes } from '../../workers/proposal-layers';
import { viewOf } from '../../workers/frame-view';
import { demoPicture, openBothPaths, type BothPaths } from './both-paths';
import { weightsOf } from './gpu-device';

/** Low, so that there is something to compare whatever the weights are worth. */
const OPTIONS: PathDetectOptions = { scoreThreshold: 0.1, iouThreshold: 0.5, maxDetections: 100, proposals: 16 };

let paths: BothPaths;
let picture: ImageBitmap;

beforeAll(async () => {
  paths = await openBothPaths({ width: 64, height: 48 });
  picture = await demoPicture({ resizeWidth: 214, resizeHeight: 120, resizeQuality: 'high' });
}, 60_000);
afterAll(async () => {
  for (const [path, network] of loaded) await path.release(await network);
  await paths.dispose();
  picture.close();
});

/** Compiled once: a software adapter takes half a minute for it. */
const loaded = new Map<FramePath, Promise<Network>>();

async function load(path: FramePath): Promise<Network> {
  const [first, second] = await Promise.all([weightsOf('rcnn/rpn.onnx'), weightsOf('rcnn/roi-head.onnx')]);
  return path.load(rcnn, first, second);
}

async function detections(path: FramePath, options: PathDetectOptions) {
  const loading = loaded.get(path) ?? load(path);
  loaded.set(path, loading);
  const network = await loading;
  const frame = new VideoFrame(picture, { timestamp: 0 });
  try {
    await path.prepare(viewOf(frame, 0), [network]);
    return await path.detect(network, options);
  } finally {
    frame.close();
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

it('brings the places back while they are to be seen, and else the answers alone', { timeout: 300_000 }, async () => {
  const bytesOf = async (options: PathDetectOptions) => {
    const before = paths.gpu.counters.readBackBytes;
    const answer = await detections(paths.gpu, options);
    return { answer, bytes: paths.gpu.counters.readBackBytes - before };
  };
  const plain = await bytesOf({ ...OPTIONS, proposals: 300 });
  expect(plain.answer.proposals).toBeUndefined();
  expect(plain.bytes).toBeLessThanOrEqual(4096);

  const expected = (await detections(paths.cpu, OPTIONS)).proposals;
  const { answer, bytes } = await bytesOf({ ...OPTIONS, layer: 'all' });
  expect(bytes).toBeGreaterThan(plain.bytes);
  for (const layer of ['kept', 'all'] as const) {
    const [wanted, shown] = [layerBoxes(expected, layer), layerBoxes(answer.proposals, layer)];
    expect(shown.length).toBeGreaterThan(8);
    // Each resamples the frame in its own way, so places at the edge of being weighed differ: nearly all have their twin.
    const twins = wanted.filter((box) => Math.max(...shown.map((one: Box) => iou(one, box))) > 0.8);
    expect(twins.length / wanted.length, layer).toBeGreaterThan(0.85);
  }
  const kept = await bytesOf({ ...OPTIONS, layer: 'kept' });
  expect(kept.answer.proposals?.considered).toHaveLength(0);
  expect(layerBoxes(kept.answer.proposals, 'kept')).toEqual(layerBoxes(answer.proposals, 'kept'));
});

it('says what is missing where the second graph was not given', async () => {
  const first = await weightsOf('rcnn/rpn.onnx');
  for (const path of [paths.cpu, paths.gpu])
    await expect(path.load(rcnn, first)).rejects.toMatchObject({ kind: 'model-missing' });
});
