import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreDetections } from '../../../../models/metrics/average-precision';
import { ap50OfDraws } from '../../../../models/metrics/bootstrap';
import type { Sheet } from '../../../../models/metrics/sheet';

const side = {
  x: fc.nat(60),
  y: fc.nat(60),
  width: fc.integer({ min: 5, max: 60 }),
  height: fc.integer({ min: 5, max: 60 }),
};
const label = fc.constantFrom('cat', 'dog');
const sheets: fc.Arbitrary<Sheet[]> = fc
  .array(
    fc.record({
      truths: fc.array(fc.record({ label, box: fc.record(side), crowd: fc.boolean() }), { maxLength: 4 }),
      guesses: fc.array(fc.record({ label, box: fc.record(side) }), { maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((pictures) => {
    let n = 0;
    // Distinct scores: equal ones stand in the order given, which drawing changes.
    return pictures.map(({ truths, guesses }) => ({
      truths,
      guesses: guesses.map((guess) => ({ ...guess, score: ((n++ * 37) % 101) / 101 + n / 1e6 })),
    }));
  });

describe('ap50OfDraws', () => {
  it('is the AP50 itself where every picture is drawn once', () => {
    fc.assert(
      fc.property(sheets, (given) => {
        const [once] = ap50OfDraws(given, [new Uint16Array(given.length).fill(1)]);
        const { ap50 } = scoreDetections(given);
        if (Number.isNaN(ap50)) expect(once).toBeNaN();
        else expect(once).toBeCloseTo(ap50, 12);
      }),
    );
  });

  it('is the AP50 of the pictures drawn where some are left out', () => {
    fc.assert(
      fc.property(sheets, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (given, kept) => {
        const counts = Uint16Array.from(given, (_, i) => Number(kept[i]));
        const { ap50 } = scoreDetections(given.filter((_, i) => kept[i]));
        const [drawn] = ap50OfDraws(given, [counts]);
        if (Number.isNaN(ap50)) expect(drawn).toBeNaN();
        else expect(drawn).toBeCloseTo(ap50, 12);
      }),
    );
  });

  it('counts a picture drawn twice twice', () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    const found: Sheet = { truths: [{ label: 'cat', box }], guesses: [{ label: 'cat', box, score: 0.9 }] };
    const missed: Sheet = { truths: [{ label: 'cat', box }], guesses: [] };
    // Recall ends at ½, at ⅔ and at 1 of the 101 recalls.
    const draws = [
      [1, 1],
      [2, 1],
      [2, 0],
    ].map((counts) => Uint16Array.from(counts));
    const [even, more, only] = ap50OfDraws([found, missed], draws);
    expect(even).toBeCloseTo(51 / 101, 12);
    expect(more).toBeCloseTo(67 / 101, 12);
    expect(only).toBe(1);
    expect(ap50OfDraws([found], [])).toEqual([]);
  });
});
