/** The shipped two-stage detector whole, in GPU memory beside ordinary memory: the same places, the same boxes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DetectOptions, SecondStage } from '../../models/contract';
import { inFrame } from '../../models/math/candidates';
import { place } from '../../models/math/letterbox';
import { rcnn } from '../../models/rcnn/decode';
import { preprocessRgba } from '../../workers/cpu/preprocess';
import { runTwoStages } from '../../workers/cpu/two-stage';
import type { Engine } from '../../workers/engines/engine';
import { graphOf } from '../../workers/engines/graph';
import { startOrt } from '../../workers/engines/ort';
import { OrtGpu } from '../../workers/engines/ort-gpu';
import { foundBytes, readFound } from '../../workers/gpu/passes/select-boxes';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { TwoStageRunner } from '../../workers/gpu/two-stage';
import { readBuffer, testDevice, weightsOf } from './gpu-device';

const stage = rcnn.second as SecondStage;
const { input, labels } = rcnn.spec;
/** Low, so that there is something to compare whatever the weights are worth. */
const OPTIONS: DetectOptions = { scoreThreshold: 0.05, iouThreshold: 0.5, maxDetections: 100 };

let engine: Engine;
let device: GPUDevice;
let scope: ResourceScope;
let runtime: OrtGpu;
beforeAll(async () => {
  engine = await startOrt({ threads: 1 });
  device = await testDevice();
  scope = new ResourceScope(device);
  runtime = await OrtGpu.start(device, 'jspi');
}, 60_000);
afterAll(async () => {
  await runtime.dispose();
  await engine.dispose();
  scope.dispose();
  device.destroy();
});

/** A frame of the demo clip as the network's input. */
async function pixels(): Promise<{ values: Float32Array<ArrayBuffer>; frame: { width: number; height: number } }> {
  const blob = await (await fetch(new URL('../fixtures/demo/0140.jpg', import.meta.url))).blob();
  const bitmap = await createImageBitmap(blob);
  const frame = { width: bitmap.width, height: bitmap.height };
  const context = new OffscreenCanvas(frame.width, frame.height).getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, frame.width, frame.height);
  const values = new Float32Array(3 * input.width * input.height);
  preprocessRgba(data, frame, input, place(frame, input, input.fit), values);
  return { values, frame };
}

it('finds on the GPU what it finds beside WASM', { timeout: 300_000 }, async () => {
  const [rpn, head] = await Promise.all([weightsOf('rcnn/rpn.onnx'), weightsOf('rcnn/roi-head.onnx')]);
  const { values, frame } = await pixels();
  const placement = place(frame, input, input.fit);

  const loaded = await engine.load(rcnn.spec, rpn);
  loaded.input.set(values);
  const second = { stage, loaded: await engine.load(stage.graph, head) };
  const cpu = await runTwoStages(engine, loaded, second, 64);
  const expected = rcnn.decode(cpu.raw, placement, OPTIONS);

  const first = await runtime.load(scope, graphOf(rcnn.spec), rpn, { capture: false });
  const features = first.outputs.get(stage.features);
  const image = first.inputs.get(input.name);
  if (!features || !image) throw new Error('the first graph has other tensors');
  const shared = new Map([[stage.features, features]]);
  const graph = await runtime.load(scope, stage.graph, head, { capture: false, shared });
  const runner = await TwoStageRunner.open({
    scope,
    runtime,
    spec: rcnn.spec,
    stage,
    first,
    second: graph,
    tally: { bytes: 0 },
    maxKept: 100,
  });
  device.queue.writeBuffer(image.buffer, 0, values);
  const look = await runner.look(await runtime.run(first), { ...OPTIONS, proposals: 64 });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  runner.deciding.encode(pass, { ...OPTIONS, maxKept: 100 });
  pass.end();
  device.queue.submit([encoder.finish()]);
  const found = readFound(await readBuffer(device, runner.deciding.found, foundBytes(100)));
  const classIds = Uint16Array.from(found.hits, (hit) => hit % labels.length);
  const actual = inFrame({ ...found, classIds }, found.scores.keys(), placement, labels);

  expect(look.dispatches).toBe(2 + 2);
  expect(await look.between).toEqual({
    propose: expect.any(Number) as number,
    'second-stage': expect.any(Number) as number,
  });
  expect(expected.length).toBeGreaterThan(0);
  // Floats add up in another order: scores next to each other may change places, and one at the threshold may cross it.
  const sure = expected.filter(({ score }) => score > OPTIONS.scoreThreshold + 0.01);
  for (const wanted of sure) {
    const near = actual.filter(({ label, score }) => label === wanted.label && Math.abs(score - wanted.score) < 0.01);
    const gaps = near.map(({ boxFramePx: box }) =>
      Math.max(
        ...(['x', 'y', 'width', 'height'] as const).map((side) => Math.abs(box[side] - wanted.boxFramePx[side])),
      ),
    );
    expect(Math.min(...gaps), `${wanted.label} ${wanted.score.toFixed(3)}`).toBeLessThan(2);
  }
  expect(Math.abs(actual.length - expected.length)).toBeLessThanOrEqual(expected.length - sure.length + 1);
});
