/** The shipped networks on the real runtime in a real browser: WebGPU (software adapter) against WASM, every file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../models/catalog';
import { MODELS } from '../../models/registry';
import { shippedWeightsUrl } from '../../models/weights';
import type { Engine, LoadedModel } from '../../workers/engines/engine';
import { startOrt } from '../../workers/engines/ort';
import { FaultError } from '../../workers/fault';

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

async function weightsOf(file: string): Promise<Uint8Array> {
  const url = shippedWeightsUrl(file);
  if (!url) throw new Error(`${file} does not ship`);
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

let wasm: Engine;
let webgpu: Engine;
beforeAll(async () => {
  wasm = await startOrt({ choice: 'wasm', threads: 1 });
  webgpu = await startOrt({ choice: 'webgpu', threads: 1 });
}, 60_000);
afterAll(async () => {
  await wasm.dispose();
  await webgpu.dispose();
});

it('says which build runs, and falls back to WASM from an emulated GPU', async () => {
  expect(wasm.info).toMatchObject({ provider: 'wasm', build: 'wasm' });
  expect(webgpu.info).toMatchObject({ provider: 'webgpu', build: 'jspi' });
  const auto = await startOrt({ choice: 'auto', threads: 1 });
  expect(auto.info.provider).toBe('wasm');
  expect(auto.info.note).toMatch(/software/);
  await auto.dispose();
});

describe.each(TESTED.map((entry) => [entry.id, entry] as const))('%s', (id, { source }) => {
  it('gives the same answer on WebGPU as on WASM', async () => {
    const weights = await weightsOf(source.file);
    const answer = async (engine: Engine): Promise<Map<string, Float32Array>> => {
      const model: LoadedModel = await engine.load(MODELS[id].spec, weights.slice());
      fillInput(model.input);
      const { raw, runMs } = await engine.run(model);
      expect(runMs).toBeGreaterThan(0);
      const copy = new Map(Object.entries(raw).map(([name, { data }]) => [name, data.slice()]));
      await engine.release(model);
      return copy;
    };
    const [expected, actual] = [await answer(wasm), await answer(webgpu)];
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
