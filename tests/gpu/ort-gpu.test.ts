/** The runtime on buffers of ours: recorded and replayed, or run anew, a graph answers alike. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { goldenNetwork, madeUpPicture } from '../../models/golden/networks';
import { compareCaptured } from '../../workers/engines/capture-check';
import { OrtGpu, type GpuGraph } from '../../workers/engines/ort-gpu';
import { RunQueue } from '../../workers/engines/run-queue';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { readBuffer, testDevice } from './gpu-device';

let device: GPUDevice;
let runtime: OrtGpu;
let scope: ResourceScope;
beforeAll(async () => {
  device = await testDevice();
  runtime = await OrtGpu.start(device, 'jspi');
  scope = new ResourceScope(device);
}, 60_000);
afterAll(async () => {
  await runtime.dispose();
  scope.dispose();
  device.destroy();
});

afterEach(() => vi.restoreAllMocks());

const { bytes, inputDims, outputs } = goldenNetwork();
const spec = { id: 'golden', inputs: [{ name: 'image', dims: inputDims }], outputs };

async function answersOf(graph: GpuGraph, values: Float32Array<ArrayBuffer>): Promise<number[]> {
  const input = graph.inputs.get('image');
  if (!input) throw new Error('no input');
  device.queue.writeBuffer(input.buffer, 0, values);
  const { runMs } = await runtime.run(graph);
  expect(await runMs).toBeGreaterThan(0);
  const all: number[] = [];
  for (const tensor of graph.outputs.values())
    all.push(...new Float32Array(await readBuffer(device, tensor.buffer, tensor.bytes)));
  return all;
}

it('replays a recorded graph with the answers of a plain one', async () => {
  const plain = await runtime.load(scope.child(), spec, bytes, { capture: false });
  const recorded = await runtime.load(scope.child(), spec, bytes, { capture: true });
  expect(plain).toMatchObject({ captured: false });
  expect(recorded).toMatchObject({ captured: true, captureNote: '' });
  const length = inputDims.reduce((a, b) => a * b, 1);
  const picture = Float32Array.from(madeUpPicture(length));
  for (const values of [picture, picture.map((value) => 1 - value)]) {
    const [expected, actual] = [await answersOf(plain, values), await answersOf(recorded, values)];
    expect(expected.length).toBeGreaterThan(0);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))))).toBeLessThan(1e-5);
  }
  await runtime.release(plain);
  await runtime.release(recorded);
}, 240_000);

it('does not trust a replay that gives the answer of the run before', async () => {
  const inner = scope.child();
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const tensor = (): { buffer: GPUBuffer; dims: number[]; bytes: number } => ({
    buffer: inner.buffer({ size: 16, usage }),
    dims: [4],
    bytes: 16,
  });
  const [input, output] = [tensor(), tensor()];
  const copy = (): Promise<void> => {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(input.buffer, 0, output.buffer, 0, 16);
    device.queue.submit([encoder.finish()]);
    return Promise.resolve();
  };
  let runs = 0;
  const stuck = (): Promise<void> => (runs++ < 2 ? copy() : Promise.resolve());
  const check = { device, inputs: [input], outputs: [output], plain: copy };
  expect(await compareCaptured({ ...check, captured: copy })).toBe('');
  expect(await compareCaptured({ ...check, captured: stuck })).toMatch(/replayed answers differ/);
  inner.dispose();
});

it('says what is wrong with a file, and goes on', async () => {
  const inner = scope.child();
  const bad = runtime.load(inner, spec, new TextEncoder().encode('<!doctype html>'), { capture: false });
  await expect(bad).rejects.toMatchObject({ kind: 'model-corrupt' });
  const other = { ...spec, outputs: ['nothing'] };
  await expect(runtime.load(inner, other, bytes, { capture: false })).rejects.toMatchObject({ kind: 'model-corrupt' });
  const fine = await runtime.load(inner, spec, bytes, { capture: false });
  await runtime.release(fine);
  inner.dispose();
});

/** A runtime of its own queue, and a graph that has run once, so that it is known how long a run takes. */
async function warmed(): Promise<{ own: OrtGpu; graph: GpuGraph; inner: ResourceScope }> {
  const own = new OrtGpu(runtime.ort, device, { queue: new RunQueue(), leastRunMs: 500 });
  const inner = scope.child();
  const graph = await own.load(inner, spec, bytes, { capture: false });
  await (
    await own.run(graph)
  ).runMs;
  return { own, graph, inner };
}

it('a run that never comes back is told soon, by what a run takes', async () => {
  const { own, graph, inner } = await warmed();
  // It is a class, though its type says only that it makes sessions.
  const { prototype } = runtime.ort.InferenceSession as unknown as { prototype: { run(): Promise<unknown> } };
  vi.spyOn(prototype, 'run').mockImplementation(() => new Promise(() => undefined));
  const started = performance.now();
  await expect(own.run(graph)).rejects.toMatchObject({ kind: 'model-run' });
  expect(await own.queue.hung).toMatch(/^run of golden gave no answer within/);
  expect(performance.now() - started).toBeLessThan(20_000);
  vi.restoreAllMocks();
  await own.release(graph);
  inner.dispose();
}, 120_000);

it('and so is work that the GPU does not finish', async () => {
  const { own, graph, inner } = await warmed();
  vi.spyOn(device.queue, 'onSubmittedWorkDone').mockImplementation(() => new Promise(() => undefined));
  await own.run(graph);
  expect(await own.queue.hung).toMatch(/^the graphics processor, run of golden, gave no answer within/);
  vi.restoreAllMocks();
  await own.release(graph);
  inner.dispose();
}, 120_000);

it('what was tried on one device is not tried on the next of the same adapter', async () => {
  const create = vi.spyOn(runtime.ort.InferenceSession, 'create');
  const first = new OrtGpu(runtime.ort, device, { queue: runtime.queue });
  const [one, two] = [scope.child(), scope.child()];
  const recorded = await first.load(one, spec, bytes, { capture: true });
  expect(create).toHaveBeenCalledTimes(2);
  const next = first.on(device);
  const again = await next.load(two, spec, bytes, { capture: true });
  expect(create).toHaveBeenCalledTimes(3);
  expect(again).toMatchObject({ captured: recorded.captured, captureNote: recorded.captureNote });
  await first.release(recorded);
  await next.release(again);
  one.dispose();
  two.dispose();
}, 240_000);
