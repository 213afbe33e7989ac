import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf, shuffled } from '../../../../../src/lab/compare/random';
import { accuracyDifference, timeDifference } from '../../../../../src/lab/compare/statistics/duel';
import {
  basicInterval,
  holdsZero,
  medianInterval,
  percentileInterval,
} from '../../../../../src/lab/compare/statistics/intervals';
import { onFront } from '../../../../../src/lab/compare/statistics/pareto';
import { ascending, jitter, mean, median, quantile } from '../../../../../src/lab/compare/statistics/quantiles';
import { summarise } from '../../../../../src/lab/compare/statistics/summary';
import { sustainedOf, windowsOf } from '../../../../../src/lab/compare/statistics/windows';
import { accuracyWith, resultWith, runWith } from './made-runs';

const times = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('randomness', () => {
  it('is the same for a seed, and within [0, 1)', () => {
    const [a, b] = [randomOf(7), randomOf(7)];
    const drawn = Array.from({ length: 1000 }, () => a());
    expect(drawn).toEqual(Array.from({ length: 1000 }, () => b()));
    expect(drawn.every((v) => v >= 0 && v < 1)).toBe(true);
    expect(mean(drawn)).toBeGreaterThan(0.45);
    expect(mean(drawn)).toBeLessThan(0.55);
  });

  it('puts every order about equally often, and loses nobody', () => {
    const random = randomOf(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('plain figures', () => {
  it('reads quantiles between ranks', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([10, 20, 30, 40], q))).toEqual([10, 17.5, 25, 37, 40]);
    expect(quantile([], 0.5)).toBeNaN();
    expect(quantile([3], 0.99)).toBe(3);
  });

  it('keeps quantiles in order and within what was measured', () => {
    fc.assert(
      fc.property(times, (values) => {
        const sorted = ascending(values);
        const read = [0, 0.5, 0.9, 0.95, 0.99, 1].map((q) => quantile(sorted, q));
        expect(read).toEqual(ascending(read));
        expect(read[0]).toBe(Math.min(...values));
        expect(read[5]).toBe(Math.max(...values));
      }),
    );
  });

  it('tells jitter from drift', () => {
    expect(jitter([10, 11, 12, 13])).toBe(1);
    expect(jitter([10, 30, 10, 30])).toBe(20);
    expect(jitter([10])).toBeNaN();
  });
});

describe('intervals', () => {
  it('hold the median, shrink with more looks and are the same for a seed', () => {
    const random = randomOf(11);
    const noisy = (n: number): number[] => Array.from({ length: n }, () => 40 + 10 * random());
    const [few, many] = [noisy(20), noisy(1000)];
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    const [a, b] = [medianInterval(few, 1), medianInterval(many, 1)];
    expect(a.low).toBeLessThanOrEqual(median(few));
    expect(a.high).toBeGreaterThanOrEqual(median(few));
    expect(width(b)).toBeLessThan(width(a) / 2);
    expect(medianInterval(few, 1)).toEqual(a);
    expect(medianInterval([], 1)).toEqual({ low: NaN, high: NaN });
    expect(medianInterval([5], 1)).toEqual({ low: 5, high: 5 });
  });

  it('moves and grows with what was measured', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100 }), (values, shift) => {
        const { low, high } = medianInterval(values, 5);
        const moved = medianInterval(
          values.map((v) => v + shift),
          5,
        );
        expect(low).toBeLessThanOrEqual(high);
        expect(moved.low).toBeCloseTo(low + shift, 6);
        expect(moved.high).toBeCloseTo(high + shift, 6);
      }),
      { numRuns: 25 },
    );
  });

  it('covers the truth about as often as it says', () => {
    const random = randomOf(21);
    let held = 0;
    for (let run = 0; run < 40; run++) {
      const values = Array.from({ length: 40 }, () => random()); // median ½
      const { low, high } = medianInterval(values, run);
      if (low <= 0.5 && high >= 0.5) held++;
    }
    expect(held).toBeGreaterThanOrEqual(33);
  });

  it('turns a shift of the draws round', () => {
    const drawn = Array.from({ length: 101 }, (_, i) => 0.4 + i / 1000); // 0.4025 … 0.4975 in the middle
    const { low, high } = basicInterval(0.42, drawn);
    expect(low).toBeCloseTo(0.84 - 0.4975, 9);
    expect(high).toBeCloseTo(0.84 - 0.4025, 9);
  });

  it('knows what holds zero', () => {
    expect([
      holdsZero({ low: -1, high: 1 }),
      holdsZero({ low: 0, high: 1 }),
      holdsZero({ low: 1, high: 2 }),
      holdsZero({ low: -2, high: -1 }),
      holdsZero({ low: NaN, high: NaN }),
    ]).toEqual([true, true, false, false, true]);
    const { low, high } = percentileInterval(Array.from({ length: 101 }, (_, i) => i));
    expect(low).toBeCloseTo(2.5, 9);
    expect(high).toBeCloseTo(97.5, 9);
  });
});

describe('a duel', () => {
  const noise = Array.from({ length: 60 }, (_, i) => 5 * Math.sin(i * 2.4));
  const scenes = Array.from({ length: 60 }, (_, i) => 50 + 30 * Math.sin(i / 9));

  it('finds a small difference that is on every frame, though frames differ more', () => {
    const [a, b] = [resultWith(scenes), resultWith(scenes.map((v, i) => v + 2 + (noise[i] ?? 0) / 10))];
    const { difference, tie, pairs } = timeDifference(a, b, 1);
    expect(difference).toBeCloseTo(2, 0);
    expect([tie, pairs]).toEqual([false, 60]);
    expect(timeDifference(b, a, 1).difference).toBeCloseTo(-difference, 9);
  });

  it('calls a tie what is inside the noise, and what has too few pairs', () => {
    const [a, b] = [resultWith(scenes), resultWith(scenes.map((v, i) => v + (noise[i] ?? 0)))];
    expect(timeDifference(a, b, 1).tie).toBe(true);
    expect(timeDifference(resultWith([1, 1, 1]), resultWith([9, 9, 9]), 1)).toMatchObject({ tie: true, pairs: 3 });
    expect(timeDifference(a, resultWith([]), 1)).toMatchObject({ tie: true, pairs: 0 });
  });

  it('pairs by frame, not by order', () => {
    const a = resultWith([10, 20, 30, 40, 50, 60]);
    const late = resultWith([31, 41, 51, 61, 71], { firstFrame: 2 });
    expect(timeDifference(a, late, 1)).toMatchObject({ difference: 1, pairs: 4 });
  });

  it('compares accuracy draw by draw', () => {
    const draws = Array.from({ length: 200 }, (_, i) => 0.4 + 0.2 * Math.sin(i));
    const lower = accuracyWith(0.4, draws);
    const higher = accuracyWith(
      0.45,
      draws.map((v) => v + 0.05),
    );
    const [a, b] = [resultWith([1], { accuracy: lower }), resultWith([1], { accuracy: higher })];
    expect(accuracyDifference(a, b)).toMatchObject({ tie: false, pairs: 50 });
    expect(accuracyDifference(a, b)?.difference).toBeCloseTo(0.05, 9);
    expect(accuracyDifference(a, a)?.tie).toBe(true);
    expect(accuracyDifference(a, resultWith([1]))).toBeUndefined();
    const fewer = resultWith([1], { accuracy: { ...higher, pictures: 30 } });
    expect(accuracyDifference(a, fewer)?.tie).toBe(true);
  });
});

describe('the Pareto front', () => {
  it('holds who is beaten by nobody', () => {
    const points = [
      { ms: 10, accuracy: 0.3 },
      { ms: 20, accuracy: 0.5 },
      { ms: 30, accuracy: 0.4 },
      { ms: 20, accuracy: 0.5 },
      { ms: NaN, accuracy: 0.9 },
      { ms: 5, accuracy: NaN },
    ];
    expect(onFront(points)).toEqual([true, true, false, true, false, false]);
  });

  it('has someone on it wherever there is anyone, and whoever is off it is beaten by one that is on it', () => {
    const point = fc.record({ ms: fc.integer({ min: 1, max: 20 }), accuracy: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
        const front = onFront(points);
        expect(front).toContain(true);
        points.forEach((one, i) => {
          const beaten = points.some((other, j) => front[j] && other.ms <= one.ms && other.accuracy >= one.accuracy);
          expect(beaten || front[i]).toBe(true);
        });
      }),
    );
  });
});

describe('over time', () => {
  it('bins looks into windows of equal length, empty ones left out', () => {
    const windows = windowsOf([0, 1000, 59_000, 60_000], [10, 20, 30, 50], 2);
    expect(windows.map(({ p50Ms, looks }) => [p50Ms, looks])).toEqual([
      [15, 2],
      [40, 2],
    ]);
    expect(windowsOf([], [])).toEqual([]);
    expect(windowsOf([0], [7])).toMatchObject([{ p50Ms: 7, looks: 1 }]);
  });

  it('keeps every look', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 80 }), (at) => {
        const sorted = ascending(at);
        const looks = windowsOf(sorted, sorted).reduce((sum, one) => sum + one.looks, 0);
        expect(looks).toBe(at.length);
      }),
    );
  });

  it('tells the pace after a minute, and not of what was shorter', () => {
    const at = Array.from({ length: 61 }, (_, i) => i * 1000);
    const total = at.map((ms) => (ms >= 54_000 ? 80 : 20));
    expect(sustainedOf(at, total, 60_500)).toEqual([
      { minutes: 1, p50Ms: 80 },
      { minutes: 5, p50Ms: NaN },
      { minutes: 30, p50Ms: NaN },
    ]);
  });
});

describe('a summary', () => {
  it('has the figures of each contender, and the front where there are labels', () => {
    const fast = resultWith([10, 12, 14, 11, 13], { accuracy: accuracyWith(0.3, [0.2, 0.4]) });
    const slow = resultWith([20, 22, 24, 21, 23], { network: 'rcnn', accuracy: accuracyWith(0.2, [0.1, 0.3]) });
    const [a, b] = summarise(runWith([fast, slow]));
    expect(a).toMatchObject({ looks: 5, p50Ms: 12, meanMs: 12, onFront: true, firstRunMs: 130, warmMs: 15 });
    expect(a?.fps).toBeCloseTo(1000 / 12, 9);
    expect(a?.stepsMs).toEqual({ infer: 12 });
    expect(b?.onFront).toBe(false);
  });

  it('stands where a contender never started', () => {
    const dead = { ...resultWith([]), warmUp: null, engine: null, failure: { message: 'no' } };
    const [one] = summarise(runWith([dead]));
    expect(one).toMatchObject({ looks: 0, p50Ms: NaN, fps: NaN, firstRunMs: NaN, warmMs: NaN, onFront: false });
  });
});
