import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameCosts } from '../../../../workers/pace/costs';
import { govern, qualityOf, startGovernor, withLadders, type Conditions } from '../../../../workers/pace/governor';
import {
  FULL_QUALITY,
  KNOBS,
  RATE_LADDER,
  inferEvery,
  type Ladders,
  type Quality,
} from '../../../../workers/pace/quality';
import { AUTOMATIC, drive, type Device, type Trial } from '../../../bench/slow-device';

const LADDERS: Ladders = {
  detect: [1, 0.59, 0.38],
  portrait: [1, 0.56],
  classify: [1],
  rate: RATE_LADDER,
  blur: [1, 0.7, 0.55],
};
const PHONE: Device = {
  intervalMs: 1000 / 30,
  captureMs: 1,
  drawMs: 3,
  inputMs: 1,
  runMs: { detect: 20, portrait: 15 },
  shared: false,
};
const trial = (fields: Partial<Trial>): Trial => ({
  device: PHONE,
  ladders: LADDERS,
  slowness: () => 1,
  noise: 0.1,
  seed: 1,
  durationMs: 60_000,
  ...fields,
});
/** Minutes of frames are driven for every case: looking for the smallest failing one would take longer than the whole suite. */
const QUICKLY = { endOnFailure: true };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Every step there is. */
const DEPTH = KNOBS.reduce((sum, knob) => sum + LADDERS[knob].length - 1, 0);

const stepsOf = (quality: Quality): number => KNOBS.reduce((sum, knob) => sum + quality[knob], 0);
/** At least as good in everything and better in something. */
const isHigher = (a: Quality, b: Quality): boolean =>
  KNOBS.every((knob) => a[knob] <= b[knob]) && stepsOf(a) < stepsOf(b);

const devices: fc.Arbitrary<Device> = fc.record({
  intervalMs: fc.constantFrom(1000 / 60, 1000 / 30, 1000 / 24, 1000 / 15),
  captureMs: fc.double({ min: 0.1, max: 12, noNaN: true }),
  drawMs: fc.double({ min: 0.5, max: 60, noNaN: true }),
  inputMs: fc.double({ min: 0.1, max: 20, noNaN: true }),
  runMs: fc.oneof(
    fc.record({ detect: fc.double({ min: 2, max: 200, noNaN: true }) }),
    fc.record({ portrait: fc.double({ min: 2, max: 200, noNaN: true }) }),
    fc.record({
      detect: fc.double({ min: 2, max: 200, noNaN: true }),
      portrait: fc.double({ min: 2, max: 200, noNaN: true }),
    }),
  ),
  shared: fc.boolean(),
});

describe('a device that is fast enough', () => {
  it('keeps full quality', () => {
    expect(drive(trial({ durationMs: 2 * MINUTE })).changes).toEqual([]);
  });

  it('is not disturbed by single stalls', () => {
    // A tenth of a second lost every three seconds: garbage, a notification, another tab.
    const slowness = (atMs: number): number => (atMs % (3 * SECOND) < 100 ? 6 : 1);
    expect(drive(trial({ slowness, durationMs: 2 * MINUTE })).changes).toEqual([]);
  });
});

describe('what costs most is given up first', () => {
  it.each([
    ['the blur, where drawing does', { ...PHONE, drawMs: 32 }, 'blur'],
    [
      'the size of the largest network, where answers are old',
      { ...PHONE, runMs: { detect: 60, portrait: 15 } },
      'detect',
    ],
    ['the other size, where that is the largest', { ...PHONE, runMs: { detect: 10, portrait: 45 } }, 'portrait'],
    [
      'how often networks run, where filling their inputs does',
      { ...PHONE, inputMs: 28, runMs: { classify: 5 } },
      'rate',
    ],
    [
      'a size, where networks run on the processor that draws',
      { ...PHONE, shared: true, runMs: { detect: 28 } },
      'detect',
    ],
  ] as const)('%s', (_, device, knob) => {
    const { changes } = drive(trial({ device, durationMs: 10 * SECOND, noise: 0 }));
    const first = changes[0]?.quality ?? FULL_QUALITY;
    expect(first).toEqual({ ...FULL_QUALITY, [knob]: first[knob] });
    expect(first[knob]).toBeGreaterThan(0);
  });

  it('gives up nothing that would not help', () => {
    // The camera itself is slow: no step of the frame has a knob that would make it faster.
    const device = { ...PHONE, captureMs: 50, drawMs: 0.2, inputMs: 0.2, runMs: { classify: 1 } };
    expect(drive(trial({ device })).last.blur).toBe(0);
  });
});

describe('what was given up comes back', () => {
  it('once the load is gone', () => {
    fc.assert(
      fc.property(devices, fc.integer(), (device, seed) => {
        const light = { ...device, captureMs: 0.1, drawMs: 1, inputMs: 0.2, runMs: scaled(device.runMs, 0.01) };
        const slowness = (atMs: number): number => (atMs < 40 * SECOND ? 60 : 1);
        const { last } = drive(trial({ device: light, slowness, seed, durationMs: 8 * MINUTE }));
        expect(last).toEqual(FULL_QUALITY);
      }),
      { numRuns: 8, ...QUICKLY },
    );
  });

  it('within two minutes and a half of a first, single burst', () => {
    const slowness = (atMs: number): number => (atMs < 20 * SECOND ? 8 : 1);
    const { changes, last } = drive(trial({ slowness, durationMs: 5 * MINUTE }));
    expect(last).toEqual(FULL_QUALITY);
    expect(stepsOf(changes[0]?.quality ?? FULL_QUALITY)).toBeGreaterThan(0);
    expect(changes.at(-1)?.atMs).toBeLessThan(170 * SECOND);
  });
});

describe('it does not swing', () => {
  it('a constant load with noise brings a bounded number of changes, and soon none', () => {
    fc.assert(
      fc.property(devices, fc.double({ min: 0, max: 0.3, noNaN: true }), fc.integer(), (device, noise, seed) => {
        const { changes } = drive(trial({ device, noise, seed, durationMs: 5 * MINUTE }));
        expect(changes.length).toBeLessThanOrEqual(DEPTH + 4);
        expect(changes.filter(({ atMs }) => atMs > 2 * MINUTE).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 25, ...QUICKLY },
    );
  });

  it('bursts that come again and again bring ever fewer changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 15, max: 60 }),
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 1.5, max: 6, noNaN: true }),
        (everySeconds, burstSeconds, factor) => {
          const slowness = (atMs: number): number =>
            atMs % (everySeconds * SECOND) < burstSeconds * SECOND ? factor : 1;
          const { changes } = drive(trial({ slowness, durationMs: 10 * MINUTE }));
          expect(changes.length).toBeLessThanOrEqual(24);
          expect(changes.filter(({ atMs }) => atMs > 5 * MINUTE).length).toBeLessThanOrEqual(12);
        },
      ),
      { numRuns: 15, ...QUICKLY },
    );
  });
});

describe('a slower device', () => {
  it('never ends at a higher quality', () => {
    fc.assert(
      fc.property(
        devices,
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (device, slow, slower) => {
          const end = (factor: number): Quality =>
            drive(trial({ device, noise: 0, slowness: () => factor, durationMs: 90 * SECOND })).last;
          const [fast, other] = [end(slow), end(slow * slower)];
          expect(isHigher(other, fast), `${JSON.stringify(other)} above ${JSON.stringify(fast)}`).toBe(false);
        },
      ),
      { numRuns: 25, ...QUICKLY },
    );
  });
});

describe("the user's word", () => {
  const heavy = { ...PHONE, drawMs: 60, runMs: { detect: 300 } };
  const always = (fields: Partial<Conditions>) => (): Conditions => ({ ...AUTOMATIC, ...fields });

  it('without automatic quality nothing is lowered, however slow it is', () => {
    const { changes, last } = drive(trial({ device: heavy, conditions: always({ automatic: false }) }));
    expect(changes).toEqual([]);
    expect(last).toEqual(FULL_QUALITY);
  });

  it('switched off, what was lowered comes back at once', () => {
    const conditions = (atMs: number): Conditions => ({ ...AUTOMATIC, automatic: atMs < 30 * SECOND });
    const { changes, last } = drive(trial({ device: heavy, conditions }));
    expect(changes.length).toBeGreaterThan(0);
    expect(last).toEqual(FULL_QUALITY);
  });

  it('a network without smaller sisters is never exchanged', () => {
    const ladders = { ...LADDERS, detect: [1] };
    expect(drive(trial({ device: heavy, ladders })).last.detect).toBe(0);
  });

  it('Eco saves from the first frame, keeps a hand-picked network, and ends when it is switched off', () => {
    const state = startGovernor(LADDERS);
    expect(qualityOf(state, always({ eco: true })())).toEqual({
      detect: 1,
      portrait: 1,
      classify: 0,
      rate: 1,
      blur: 1,
    });
    expect(qualityOf(state, always({ eco: true, automatic: false })())).toEqual({ ...FULL_QUALITY, rate: 1 });
    const { last } = drive(trial({ conditions: (atMs) => ({ ...AUTOMATIC, eco: atMs < 20 * SECOND }) }));
    expect(last).toEqual(FULL_QUALITY);
  });

  it('under Eco a load still lowers further', () => {
    const { last } = drive(trial({ device: heavy, conditions: always({ eco: true }) }));
    expect(last.detect).toBe(2);
  });

  it('a hot processor under Eco runs networks less often', () => {
    const every = (pressure: Conditions['pressure']): number =>
      inferEvery(qualityOf(startGovernor(LADDERS), { ...AUTOMATIC, eco: true, pressure }));
    expect([every('nominal'), every('fair'), every('serious'), every('critical')]).toEqual([2, 2, 3, 4]);
  });
});

describe('what it does not judge', () => {
  const frame = (atMs: number, fields: Partial<FrameCosts> = {}): FrameCosts => ({
    atMs,
    intervalMs: 33,
    stepsMs: { capture: 1, draw: 2, preprocess: 1 },
    tasks: ['detect'],
    runsMs: { detect: 20 },
    shared: false,
    ...fields,
  });
  const run = (times: readonly number[], conditions: Conditions, fields: Partial<FrameCosts> = {}): Quality => {
    let state = startGovernor(LADDERS);
    for (const atMs of times) state = govern(state, frame(atMs, fields), qualityOf(state, conditions), conditions);
    return qualityOf(state, conditions);
  };
  const times = (count: number, everyMs: number): number[] => Array.from({ length: count }, (_, i) => i * everyMs);

  it('late frames of a hidden page', () => {
    expect(run(times(100, 100), { ...AUTOMATIC, hidden: true })).toEqual(FULL_QUALITY);
    expect(stepsOf(run(times(100, 100), AUTOMATIC))).toBeGreaterThan(0);
  });

  it('a dark room, where the camera itself gives fewer frames', () => {
    expect(run(times(100, 100), AUTOMATIC, { intervalMs: 100 })).toEqual(FULL_QUALITY);
  });

  it('a page that slept', () => {
    // Three frames, then two seconds of nothing, again and again.
    const asleep = times(60, 33).map((atMs, i) => atMs + Math.floor(i / 3) * 2_000);
    expect(run(asleep, AUTOMATIC)).toEqual(FULL_QUALITY);
  });

  it('frames made with another quality than it asked for', () => {
    let state = startGovernor(LADDERS);
    const slow = { stepsMs: { capture: 1, draw: 90, preprocess: 1 } };
    for (const atMs of times(100, 100))
      state = govern(state, frame(atMs, slow), { ...FULL_QUALITY, detect: 1 }, AUTOMATIC);
    expect(qualityOf(state, AUTOMATIC)).toEqual(FULL_QUALITY);
  });
});

describe('other networks', () => {
  it('keep the steps they have, and no others', () => {
    const device = { ...PHONE, drawMs: 60, runMs: { detect: 300, portrait: 300 } };
    const { last } = drive(trial({ device }));
    expect(last).toMatchObject({ detect: 2, portrait: 1 });
    let state = startGovernor(LADDERS);
    state = { ...state, lowered: [lowered('detect'), lowered('portrait'), lowered('detect'), lowered('blur')] };
    const quality = qualityOf(withLadders(state, { ...LADDERS, detect: [1, 0.6], portrait: [1] }), AUTOMATIC);
    expect(quality).toEqual({ ...FULL_QUALITY, detect: 1, blur: 1 });
  });
});

function lowered(knob: (typeof KNOBS)[number]): { knob: (typeof KNOBS)[number]; why: 'frame' } {
  return { knob, why: 'frame' };
}

function scaled(runMs: Device['runMs'], factor: number): Device['runMs'] {
  return Object.fromEntries(Object.entries(runMs).map(([task, ms]) => [task, ms * factor]));
}
