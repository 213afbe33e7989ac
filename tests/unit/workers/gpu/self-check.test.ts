import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RawOutputs } from '../../../../models/contract';
import { GOLDEN_ANSWERS } from '../../../../models/golden/answers';
import { checkGpu, GOLDEN_TOLERANCE, type Prober, type SelfCheckOptions } from '../../../../workers/gpu/self-check';

const right = (error = 0): RawOutputs =>
  Object.fromEntries(
    Object.entries(GOLDEN_ANSWERS).map(([name, values]) => [
      name,
      { data: Float32Array.from(values, (value) => value + error), dims: [values.length] },
    ]),
  );
const never = new Promise<never>(() => undefined);
const PACE = { webgpu: 3, wasm: 20 };

function check(fields: Partial<SelfCheckOptions> & { answers?: RawOutputs; pace?: typeof PACE } = {}) {
  const prober: Prober = {
    answer: () => Promise.resolve(fields.answers ?? right()),
    pace: (_, provider) => Promise.resolve((fields.pace ?? PACE)[provider]),
  };
  return checkGpu({
    prober,
    lost: never,
    picture: () => Promise.resolve(''),
    comparePace: true,
    patienceMs: 20_000,
    ...fields,
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a GPU', () => {
  it('that is right and fast is trusted', async () => {
    expect(await check()).toMatchObject({ refusal: '', paceMs: PACE });
    expect((await check({ answers: right(GOLDEN_TOLERANCE * 0.9) })).refusal).toBe('');
  });

  it('that is wrong by more than the tolerance is refused, with the figure', async () => {
    const { refusal, goldenDifference } = await check({ answers: right(0.25) });
    expect(refusal).toBe('the graphics processor computes wrongly (off by 0.25)');
    expect(goldenDifference).toBeCloseTo(0.25);
    expect((await check({ answers: right(GOLDEN_TOLERANCE * 1.1) })).refusal).toMatch(/computes wrongly/);
  });

  it('that answers NaN, or nothing, is refused', async () => {
    expect((await check({ answers: right(NaN) })).refusal).toMatch(/not numbers/);
    expect((await check({ answers: {} })).refusal).toMatch(/not numbers/);
  });

  it('that shows pictures wrongly is refused', async () => {
    const { refusal } = await check({ picture: () => Promise.resolve('shows pictures wrongly: black') });
    expect(refusal).toBe('the graphics processor shows pictures wrongly: black');
  });

  it('that is slower than the main processor is refused, unless it was demanded', async () => {
    const pace = { webgpu: 41, wasm: 18 };
    expect((await check({ pace })).refusal).toMatch(/slower.+41\.0 ms against 18\.0 ms/);
    const demanded = await check({ pace, comparePace: false });
    expect(demanded.refusal).toBe('');
    expect(demanded.paceMs).toBeUndefined();
  });

  it('whose runtime throws is refused, not feared', async () => {
    const prober: Prober = { answer: () => Promise.reject(new Error('no kernel')), pace: () => never };
    expect((await check({ prober })).refusal).toMatch(/fails on a small network: no kernel/);
  });

  it('that is lost, or hangs, is refused in time', async () => {
    const prober: Prober = { answer: () => never, pace: () => never };
    const lost = Promise.resolve({ reason: 'unknown', message: 'reset' } as GPUDeviceLostInfo);
    expect((await check({ prober, lost })).refusal).toMatch(/was lost: reset/);
    const hung = check({ prober });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await hung).toMatchObject({ refusal: 'the graphics processor did not answer', hung: true });
  });
});
