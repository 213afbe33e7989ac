/** The engine in a real worker with the real runtime: same answers, no copy, and a hung thread is replaced in time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODELS } from '../../models/registry';
import { shippedWeightsUrl } from '../../models/weights';
import type { Engine } from '../../workers/engines/engine';
import type { EngineThread } from '../../workers/engines/engine-calls';
import { startOrt } from '../../workers/engines/ort';
import { startWorkerEngine } from '../../workers/engines/worker-engine';

const { spec } = MODELS['resnet'];

async function weights(): Promise<Uint8Array> {
  const url = shippedWeightsUrl('resnet/resnet.onnx');
  if (!url) throw new Error('resnet does not ship');
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const fill = (input: Float32Array): void => input.forEach((_, i) => (input[i] = Math.sin(i * 0.37)));

/** The real worker, whose runs can be swallowed: to the caller that is a runtime which hangs. */
let swallow = false;
let spawned = 0;
function spawn(): EngineThread {
  spawned++;
  const worker = new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module' });
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (message: { type: string }, options?: Transferable[] | StructuredSerializeOptions): void => {
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    if (message.type === 'run' && swallow) structuredClone(message, { transfer });
    else post(message, transfer);
  };
  return worker;
}

let engine: Engine;
beforeAll(async () => {
  engine = await startWorkerEngine({ threads: 1, note: 'test', spawn });
}, 60_000);
afterAll(() => engine.dispose());

describe('the engine worker', () => {
  it('answers as the runtime does in this thread', async () => {
    const plain = await startOrt({ threads: 1 });
    const [here, there] = [await plain.load(spec, await weights()), await engine.load(spec, await weights())];
    fill(here.input);
    fill(there.input);
    const [expected, actual] = [await plain.run(here), await engine.run(there)];
    for (const name of spec.outputs) expect(actual.raw[name]).toEqual(expected.raw[name]);
    expect(actual.runMs).toBeGreaterThan(0);
    expect(there.input).toEqual(here.input);
    await plain.dispose();
    await engine.release(there);
  });

  it('says what is wrong with weights, and goes on', async () => {
    await expect(engine.load(spec, new TextEncoder().encode('<!doctype html>'))).rejects.toMatchObject({
      kind: 'model-corrupt',
    });
    await engine.release(await engine.load(spec, await weights()));
  });

  it('is replaced when it hangs, and answers again within two seconds of that', async () => {
    const model = await engine.load(spec, await weights());
    fill(model.input);
    const { raw: before } = await engine.run(model);
    swallow = true;
    await expect(engine.run(model)).rejects.toMatchObject({ kind: 'model-run' });
    swallow = false;
    const noticed = performance.now();
    fill(model.input);
    const { raw: after } = await engine.run(model);
    const backMs = performance.now() - noticed;
    console.log(`a replaced engine answered after ${Math.round(backMs)} ms`);
    expect(after).toEqual(before);
    expect(spawned).toBe(2);
    // Two seconds on a machine that does nothing else; tests share theirs.
    expect(backMs).toBeLessThan(6_000);
  }, 60_000);
});
