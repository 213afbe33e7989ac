import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision, scoreDetections, type DetectionScores } from '../../../../models/metrics/average-precision';
import type { Guess, Sheet, Truth } from '../../../../models/metrics/sheet';

const box = (x: number, y = 0, width = 40, height = 40) => ({ x, y, width, height });
const truth = (x: number, more: Partial<Truth> = {}): Truth => ({ label: 'cat', box: box(x), ...more });
const guess = (score: number, x: number, more: Partial<Guess> = {}): Guess => ({
  label: 'cat',
  box: box(x),
  score,
  ...more,
});
const score = (...sheets: Sheet[]): DetectionScores => scoreDetections(sheets);
const sheet = (truths: Truth[], guesses: Guess[]): Sheet => ({ truths, guesses });

/** n of the 101 recalls. */
const recalls = (n: number): number => n / 101;

describe('scoreDetections', () => {
  it('is 1 where everything is found exactly, 0 where nothing is', () => {
    expect(score(sheet([truth(0), truth(200)], [guess(0.9, 0), guess(0.8, 200)]))).toMatchObject({
      ap: 1,
      ap50: 1,
      ap75: 1,
    });
    expect(score(sheet([truth(0)], []))).toMatchObject({ ap: 0, ap50: 0, ap75: 0 });
  });

  it('reads precision at 101 recalls', () => {
    // One of two: recall 0.5, reached by the recalls 0 … 0.5.
    expect(score(sheet([truth(0), truth(200)], [guess(0.9, 0)])).ap50).toBeCloseTo(recalls(51), 12);
    // Hit, false alarm, hit: precision 1 up to recall 0.5, then 2/3.
    const three = [guess(0.9, 0), guess(0.8, 600), guess(0.7, 200)];
    expect(score(sheet([truth(0), truth(200)], three)).ap50).toBeCloseTo(recalls(51) + (2 / 3) * recalls(50), 12);
  });

  it('averages over ten overlaps', () => {
    // Shifted by 8 of 40: IoU 32/48 = 0.667, right at 0.50 … 0.65.
    const shifted = score(sheet([truth(0)], [guess(0.9, 8)]));
    expect(shifted.ap).toBeCloseTo(0.4, 12);
    expect(shifted).toMatchObject({ ap50: 1, ap75: 0 });
    // An overlap of exactly the threshold is enough: 20 of 40 wide, all high.
    expect(score(sheet([truth(0)], [guess(0.9, 0, { box: box(0, 0, 20, 40) })])).ap50).toBe(1);
  });

  it('gives each object to the best guess once; the second is a false alarm', () => {
    const twice = score(sheet([truth(0), truth(200)], [guess(0.9, 0), guess(0.8, 1), guess(0.7, 200)]));
    expect(twice.ap50).toBeCloseTo(recalls(51) + (2 / 3) * recalls(50), 12);
    // The better guess comes first even where the worse one fits better.
    const order = score(sheet([truth(0)], [guess(0.9, 10), guess(0.8, 0)]));
    expect(order.ap50).toBe(1);
    expect(order.ap75).toBeCloseTo(0.5, 12); // IoU 0.6 of the first is not enough: a false alarm before the hit
  });

  it('lets a crowd take any number of guesses that lie in it, and misses none', () => {
    const crowd = truth(0, { box: box(0, 0, 400, 400), crowd: true });
    const inside = [0.99, 0.98, 0.97].map((s, i) => guess(s, 50 * i, { box: box(50 * i, 300) }));
    expect(score(sheet([crowd, truth(1000)], [...inside, guess(0.5, 1000)]))).toMatchObject({ ap: 1 });
    // Half outside is half in it: right at 0.5, a false alarm above.
    const half = guess(0.99, 380, { box: box(380, 300) });
    const scores = score(sheet([crowd, truth(1000)], [half, guess(0.5, 1000)]));
    expect(scores.ap50).toBe(1);
    expect(scores.ap75).toBeCloseTo(0.5, 12);
    // Only a crowd: there is nothing to score.
    expect(score(sheet([crowd], inside)).ap).toBeNaN();
  });

  it('prefers an object that counts to a crowd round it, however they overlap', () => {
    const crowd = truth(0, { box: box(0, 0, 400, 400), crowd: true });
    expect(score(sheet([crowd, truth(100)], [guess(0.9, 105)])).ap50).toBe(1);
  });

  it('ignores difficult objects by their overlap, found once or twice', () => {
    const scores = score(
      sheet([truth(0, { ignored: true }), truth(200)], [guess(0.9, 0), guess(0.8, 2), guess(0.7, 200)]),
    );
    expect(scores.ap50).toBe(1);
    const inIt = guess(0.9, 0, { box: box(0, 0, 20, 20) }); // lies in it, but IoU is a quarter
    expect(score(sheet([truth(0, { ignored: true }), truth(200)], [inIt, guess(0.7, 200)])).ap50).toBeCloseTo(0.5, 12);
  });

  it('sorts objects by area into small, medium and large, both ends included', () => {
    const side = (s: number) => ({ box: box(0, 0, s, s) });
    const found = (s: number) => sheet([truth(0, side(s))], [guess(0.9, 0, side(s))]);
    expect(score(found(10)).bySize).toEqual({ small: 1, medium: NaN, large: NaN });
    expect(score(found(32)).bySize).toEqual({ small: 1, medium: 1, large: NaN });
    expect(score(found(50)).bySize).toEqual({ small: NaN, medium: 1, large: NaN });
    expect(score(found(200)).bySize).toEqual({ small: NaN, medium: NaN, large: 1 });
    // The outline's area where it is known.
    const thin = sheet([truth(0, { ...side(200), area: 500 })], [guess(0.9, 0, side(200))]);
    expect(score(thin).bySize).toEqual({ small: 1, medium: NaN, large: NaN });
  });

  it('holds a false alarm against its own size only', () => {
    const large = { box: box(0, 0, 200, 200) };
    const scores = score(
      sheet([truth(0, large)], [guess(0.95, 900, { box: box(900, 900, 10, 10) }), guess(0.9, 0, large)]),
    );
    expect(scores.bySize.large).toBe(1);
    expect(scores.ap50).toBeCloseTo(0.5, 12);
  });

  it('counts only the best guesses of each picture and class', () => {
    const many = Array.from({ length: 100 }, (_, i) => guess(0.9 - i / 1000, 5000 + 100 * i));
    const last = guess(0.1, 0);
    expect(score(sheet([truth(0)], [...many, last])).ap50).toBe(0);
    expect(scoreDetections([sheet([truth(0)], [...many, last])], { mostGuesses: 101 }).ap50).toBeCloseTo(1 / 101, 12);
  });

  it('keeps pictures and classes apart, and scores no class that has no object', () => {
    const apart = score(sheet([], [guess(0.9, 0)]), sheet([truth(0)], [guess(0.8, 0)]));
    expect(apart.ap50).toBeCloseTo(0.5, 12);
    const dog = guess(0.99, 0, { label: 'dog' });
    const scores = score(sheet([truth(0)], [dog, guess(0.8, 0)]));
    expect(scores.ap).toBe(1);
    expect([...scores.byClass.keys()]).toEqual(['cat']);
    expect(scoreDetections([sheet([truth(0)], [guess(0.8, 0)])], { labels: ['cat', 'dog'] }).ap).toBe(1);
    const none = scoreDetections([]);
    expect([none.ap, none.ap50, none.bySize.small]).toEqual([NaN, NaN, NaN]);
  });

  it('puts equal scores in the order given', () => {
    const equal = [guess(0.5, 900), guess(0.5, 0)];
    expect(score(sheet([truth(0)], equal)).ap50).toBeCloseTo(0.5, 12);
    expect(score(sheet([truth(0)], equal.toReversed())).ap50).toBe(1);
  });

  it('takes no NaN score', () => {
    expect(score(sheet([truth(0)], [guess(NaN, 900), guess(0.5, 0)])).ap50).toBe(1);
  });
});

describe('averagePrecision', () => {
  it('is 0 without guesses', () => {
    expect(averagePrecision([], 3)).toBe(0);
  });
});

/** Distinct scores, so that order says nothing. */
const sheets = fc
  .array(
    fc.record({
      truths: fc.array(
        fc.record({
          label: fc.constantFrom('cat', 'dog'),
          box: fc.record({
            x: fc.nat(90),
            y: fc.nat(90),
            width: fc.integer({ min: 1, max: 120 }),
            height: fc.integer({ min: 1, max: 120 }),
          }),
          crowd: fc.boolean(),
        }),
        { maxLength: 5 },
      ),
      places: fc.array(
        fc.record({
          x: fc.nat(90),
          y: fc.nat(90),
          width: fc.integer({ min: 1, max: 120 }),
          height: fc.integer({ min: 1, max: 120 }),
        }),
        { maxLength: 8 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((pictures): Sheet[] => {
    let n = 0;
    return pictures.map(({ truths, places }) => ({
      truths,
      guesses: places.map((place, i) => ({
        label: i % 2 ? 'cat' : 'dog',
        box: place,
        score: ((n++ * 37) % 101) / 101 + n / 1e6,
      })),
    }));
  });

describe('properties', () => {
  it('plays no favourites with order', () => {
    fc.assert(
      fc.property(sheets, (given) => {
        const turned = given.map(({ truths, guesses }) => ({ truths, guesses: guesses.toReversed() })).toReversed();
        expect(scoreDetections(turned)).toEqual(scoreDetections(given));
      }),
    );
  });

  it('is between 0 and 1, stricter overlaps never better', () => {
    fc.assert(
      // A crowd may hold a guess at a strict overlap that takes another's object at a loose one.
      fc.property(sheets, (all) => {
        const given = all.map(({ truths, guesses }) => ({ truths: truths.filter(({ crowd }) => !crowd), guesses }));
        const { ap, ap50, ap75 } = scoreDetections(given);
        if (Number.isNaN(ap)) return;
        expect(ap75).toBeLessThanOrEqual(ap50 + 1e-12);
        expect(ap).toBeLessThanOrEqual(ap50 + 1e-12);
        expect(ap).toBeGreaterThanOrEqual(0);
        expect(ap50).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never gains by a false alarm', () => {
    fc.assert(
      fc.property(sheets, fc.double({ min: 0, max: 1, noNaN: true }), (given, at) => {
        const [first, ...others] = given;
        if (!first) return;
        const alarm: Guess = { label: 'cat', box: box(5000), score: at };
        const worse = scoreDetections([{ ...first, guesses: [...first.guesses, alarm] }, ...others]);
        const before = scoreDetections(given);
        if (Number.isNaN(before.ap)) return;
        expect(worse.ap).toBeLessThanOrEqual(before.ap + 1e-12);
        expect(worse.ap50).toBeLessThanOrEqual(before.ap50 + 1e-12);
      }),
    );
  });

  it('is 1 for the truth itself', () => {
    fc.assert(
      fc.property(sheets, (given) => {
        const exact = given.map(({ truths }) => {
          const alone = truths.filter(({ crowd }) => !crowd);
          return {
            truths: alone,
            guesses: alone.map(({ label, box: at }, i) => ({ label, box: at, score: 1 / (i + 1) })),
          };
        });
        const { ap } = scoreDetections(exact);
        if (!Number.isNaN(ap)) expect(ap).toBe(1);
      }),
    );
  });
});
