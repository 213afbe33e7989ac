/** The shipped networks on the real runtime in a real browser: WebGPU (software adapter) against WASM, every file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../models/catalog';
import type { ModelSpec } from '../../models/contract';
import { MODELS } from '../../models/registry';
import type { Engine } from '../../workers/engines/engine';
import { graphOf } from '../../workers/engines/graph';
import { startOrt } from '../../workers/engines/ort';
import { OrtGpu } from '../../workers/engines/ort-gpu';
import { FaultError } from '../../workers/fault';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { readBuffer, testDevice, weightsOf } from './gpu-device';

/** The same pseudo-random picture for every engine, 0..1 (mulberry32). */
function fillInput(input: Float32Array): void {
  let state = 7;
  for (let i = 0; i < input.length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    input[i] = ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Of each network its smallest file: the larger ones hold the same weights, and a run on the software adapter takes seconds. */
const SMALLEST: readonly string[] = ['yolo-256', 'unet-portrait-wide', 'resnet'];
const TESTED = CATALOG.filter(
  ({ id, source }) => source.kind === 'built-in' && source.bytes > 0 && SMALLEST.includes(id),
);

let wasm: Engine;
let device: GPUDevice;
let webgpu: OrtGpu;
let scope: ResourceScope;
beforeAll(async () => {
  wasm = await startOrt({ threads: 1 });
  device = await testDevice();
  webgpu = await OrtGpu.start(device, 'jspi');
  scope = new ResourceScope(device);
}, 60_000);
afterAll(async () => {
  await wasm.dispose();
  await webgpu.dispose();
  scope.dispose();
  device.destroy();
});

type Answers = ReadonlyMap<string, Float32Array>;

async function onWasm(spec: ModelSpec, weights: Uint8Array): Promise<Answers> {
  const model = await wasm.load(spec, weights);
  fillInput(model.input);
  const { raw, runMs } = await wasm.run(model);
  expect(runMs).toBeGreaterThan(0);
  const answers = new Map(Object.entries(raw).map(([name, { data }]) => [name, data.slice()]));
  await wasm.release(model);
  return answers;
}

/** In buffers of ours, as the app does it. */
async function onWebgpu(spec: ModelSpec, weights: Uint8Array): Promise<Answers> {
  const inner = scope.child();
  const graph = await webgpu.load(inner, graphOf(spec), weights, { capture: false });
  for (const { buffer, bytes } of graph.inputs.values()) {
    const values = new Float32Array(bytes / Float32Array.BYTES_PER_ELEMENT);
    fillInput(values);
    device.queue.writeBuffer(buffer, 0, values);
  }
  const { runMs } = await webgpu.run(graph);
  expect(await runMs).toBeGreaterThan(0);
  const answers = new Map<string, Float32Array>();
  for (const [name, { buffer, bytes }] of graph.outputs)
    answers.set(name, new Float32Array(await readBuffer(device, buffer, bytes)));
  await webgpu.release(graph);
  inner.dispose();
  return answers;
}

it('says what runs', () => {
  expect(wasm.info).toMatchObject({ provider: 'wasm', build: 'wasm', threads: 1 });
});

describe.each(TESTED.map((entry) => [entry.id, entry] as const))('%s', (id, { source }) => {
  it('gives the same answer on WebGPU as on WASM', async () => {
    const weights = await weightsOf(source.file);
    const { spec } = MODELS[id];
    const [expected, actual] = [await onWasm(spec, weights.slice()), await onWebgpu(spec, weights)];
    expect([...actual.keys()]).toEqual([...expected.keys()]);
    for (const [name, values] of expected) {
      const other = actual.get(name);
      expect(other?.length).toBe(values.length);
      let worst = 0;
      // Relative above 1: logits and embeddings are not bounded.
      values.forEach(
        (value, i) => (worst = Math.max(worst, Math.abs(value - (other?.[i] ?? NaN)) / Math.max(1, Math.abs(value)))),
      );
      expect(worst, name).toBeLessThan(1e-3);
    }
  }, 240_000);
});

describe('bad weights', () => {
  const { spec } = MODELS['resnet'];
  it.each([
    ['not ONNX', () => Promise.resolve(new TextEncoder().encode('<!doctype html>'))],
    ['cut short', async () => (await weightsOf('resnet/resnet.onnx')).slice(0, 5000)],
    ['another network', () => weightsOf('unet-portrait/unet-portrait-256x144.onnx')],
  ])('%s: a fault that says so, and the engine goes on', async (_, weights) => {
    const error = await wasm.load(spec, await weights()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FaultError);
    expect((error as FaultError).kind).toBe('model-corrupt');
    const fine = await wasm.load(spec, await weightsOf('resnet/resnet.onnx'));
    await wasm.release(fine);
  });
});
