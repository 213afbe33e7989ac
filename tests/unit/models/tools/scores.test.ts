import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  boundary,
  boundaryF,
  maskIou,
  mean,
  type Answer,
  type BitMask,
} from '../../../../models/tools/exam/scores';

const HERE = { x: 0, y: 0, width: 10, height: 10 };
const THERE = { x: 50, y: 50, width: 10, height: 10 };

function found(score: number, box = HERE, label = 'cat') {
  return { boxFramePx: box, score, classId: 0, label };
}
function thing(box = HERE, difficult = false, label = 'cat') {
  return { label, box, difficult };
}

describe('averagePrecision', () => {
  const cases: readonly (readonly [string, Answer[], number])[] = [
    [
      'is 1 where everything is found',
      [{ found: [found(0.9), found(0.8, THERE)], things: [thing(), thing(THERE)] }],
      1,
    ],
    ['is 0 where nothing is', [{ found: [], things: [thing()] }], 0],
    ['is a half where one of two is found', [{ found: [found(0.9)], things: [thing(), thing(THERE)] }], 0.5],
    // Precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1; envelope 1 then 2/3.
    [
      'takes the envelope',
      [{ found: [found(0.9), found(0.8, { ...HERE, x: 200 }), found(0.7, THERE)], things: [thing(), thing(THERE)] }],
      (1 + 2 / 3) / 2,
    ],
    [
      'counts the second box on a thing as a false alarm',
      [{ found: [found(0.9), found(0.8), found(0.7, THERE)], things: [thing(), thing(THERE)] }],
      (1 + 2 / 3) / 2,
    ],
    [
      'ignores difficult things, found or not',
      [{ found: [found(0.9, THERE), found(0.8)], things: [thing(), thing(THERE, true)] }],
      1,
    ],
    ['wants an overlap of a half', [{ found: [found(0.9, { ...HERE, x: 4 })], things: [thing()] }], 0],
    [
      'keeps pictures apart',
      [
        { found: [found(0.9)], things: [] },
        { found: [found(0.8)], things: [thing()] },
      ],
      0.5,
    ],
    ['keeps classes apart', [{ found: [found(0.9, HERE, 'dog'), found(0.8)], things: [thing()] }], 1],
  ];
  it.each(cases)('%s', (_what, answers, wanted) => {
    expect(averagePrecision(answers, 'cat')).toBeCloseTo(wanted, 9);
  });

  it('is no number where the class does not occur, and is left out of the mean', () => {
    expect(averagePrecision([{ found: [found(0.9)], things: [thing(HERE, true)] }], 'cat')).toBeNaN();
    expect(mean([NaN, 0.5, 1])).toBe(0.75);
  });
});

function mask(rows: readonly string[]): BitMask {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, bits: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)) };
}
/** A filled square of `side` pixels in a picture of 40×40. */
function square(left: number, top: number, side: number): BitMask {
  const inside = (v: number, from: number) => v >= from && v < from + side;
  return mask(
    Array.from({ length: 40 }, (_, y) =>
      Array.from({ length: 40 }, (_, x) => (inside(x, left) && inside(y, top) ? '#' : '.')).join(''),
    ),
  );
}

describe('masks', () => {
  it('overlap', () => {
    expect(maskIou(mask(['##..']), mask(['.##.']))).toBeCloseTo(1 / 3, 9);
    expect(maskIou(mask(['....']), mask(['....']))).toBe(1);
    expect(maskIou(mask(['#...']), mask(['....']))).toBe(0);
  });

  it('have a boundary on their own side of the edge, none along the picture’s border', () => {
    expect([...boundary(mask(['###.', '###.', '###.'])).bits].join('')).toBe('001000100010');
    expect(boundary(mask(['##', '##'])).bits.includes(1)).toBe(false);
  });

  it('agree on the boundary within two pixels and not beyond', () => {
    expect(boundaryF(square(10, 10, 20), square(10, 10, 20))).toBe(1);
    expect(boundaryF(square(10, 10, 20), square(12, 10, 20))).toBe(1);
    expect(boundaryF(square(10, 10, 20), square(20, 20, 19))).toBeLessThan(0.5);
    expect(boundaryF(square(2, 2, 5), square(30, 30, 5))).toBe(0);
  });

  it('measure the tolerance as the crow flies', () => {
    // One pixel each: two across and one down is √5 > 2 away.
    const one = (x: number, y: number) => square(x, y, 1);
    expect(boundaryF(one(10, 10), one(12, 10))).toBe(1);
    expect(boundaryF(one(10, 10), one(12, 11))).toBe(0);
  });

  it('leave undecided pixels out', () => {
    expect(maskIou(mask(['##..']), mask(['.##.']), mask(['#.##']))).toBe(0);
    expect(maskIou(mask(['##..']), mask(['.##.']), mask(['.#.#']))).toBe(1);
    const left = mask(Array.from({ length: 40 }, () => '#'.repeat(20) + '.'.repeat(20)));
    const extra = { ...left, bits: left.bits.map((bit, i) => bit | (square(30, 10, 6).bits[i] ?? 0)) };
    expect(boundaryF(extra, left)).toBeLessThan(1);
    expect(boundaryF(extra, left, { decided: left })).toBe(1);
  });

  it('without any boundary are equal, with one on one side only are not', () => {
    const nothing = square(0, 0, 0);
    expect(boundaryF(nothing, nothing)).toBe(1);
    expect(boundaryF(square(5, 5, 9), nothing)).toBe(0);
  });
});
