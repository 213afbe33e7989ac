/** The made-up networks are valid ONNX, and the processor answers what is stored: what is asked of a GPU holds at least here. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, it } from 'vitest';
import type { RawOutputs } from '../../models/contract';
import { GOLDEN_ANSWERS } from '../../models/golden/answers';
import { worstDifference } from '../../models/golden/compare';
import { goldenNetwork, madeUpPicture, paceNetwork, type ProbeNetwork } from '../../models/golden/networks';
import { GOLDEN_TOLERANCE } from '../../workers/gpu/self-check';

async function answersOf({ bytes, inputDims, outputs }: ProbeNetwork): Promise<RawOutputs> {
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const length = inputDims.reduce((a, b) => a * b, 1);
  const results = await session.run({ image: new Tensor('float32', madeUpPicture(length), inputDims) });
  await session.release();
  return Object.fromEntries(
    outputs.map((name) => [name, { data: results[name]?.data as Float32Array, dims: results[name]?.dims ?? [] }]),
  );
}

const stored = Object.fromEntries(
  Object.entries(GOLDEN_ANSWERS).map(([name, values]) => [name, { stride: 1, values }]),
);

it('the golden network answers on WASM, optimised, what it answered unoptimised', async () => {
  const answers = await answersOf(goldenNetwork());
  expect(answers['map']?.dims).toEqual([1, 4, 8, 8]);
  expect(answers['label']?.dims).toEqual([1, 6]);
  expect(worstDifference(answers, stored)).toBeLessThan(GOLDEN_TOLERANCE / 100);
});

it('its answers vary enough to tell a right processor from one that answers a constant', () => {
  for (const values of Object.values(GOLDEN_ANSWERS))
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(100 * GOLDEN_TOLERANCE);
});

it('the pace network neither dies out nor explodes', async () => {
  const { out } = await answersOf(paceNetwork());
  expect(out?.dims).toEqual([1, 32, 1, 1]);
  const values = [...(out?.data ?? [])];
  expect(values.every((value) => Number.isFinite(value) && value < 100)).toBe(true);
  expect(Math.max(...values)).toBeGreaterThan(0.01);
});
