import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou } from '../../../../models/math/boxes';
import { nms, type Candidates } from '../../../../models/math/nms';

interface Row {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly classId: number;
}

function candidatesOf(rows: readonly Row[]): Candidates {
  return {
    corners: Float32Array.from(rows.flatMap((r) => [r.x, r.y, r.x + r.width, r.y + r.height])),
    scores: Float32Array.from(rows, (r) => r.score),
    classIds: Uint16Array.from(rows, (r) => r.classId),
    count: rows.length,
  };
}

/** The definition, written plainly: take the best, drop what overlaps it, repeat. */
function plainNms(rows: readonly Row[], iouThreshold: number, maxKept: number): number[] {
  const left = rows.map((row, i) => ({ row, i })).filter(({ row }) => !Number.isNaN(row.score));
  left.sort((a, b) => b.row.score - a.row.score || a.i - b.i);
  const kept: number[] = [];
  while (left.length > 0 && kept.length < maxKept) {
    const best = left.shift();
    if (!best) break;
    kept.push(best.i);
    for (let k = left.length - 1; k >= 0; k--) {
      const other = left[k];
      if (other && other.row.classId === best.row.classId && iou(other.row, best.row) > iouThreshold) left.splice(k, 1);
    }
  }
  return kept;
}

// Whole numbers: exact in float32 too, and ties and touching boxes are common.
const row: fc.Arbitrary<Row> = fc.record({
  x: fc.integer({ min: 0, max: 30 }),
  y: fc.integer({ min: 0, max: 30 }),
  width: fc.integer({ min: 0, max: 20 }),
  height: fc.integer({ min: 0, max: 20 }),
  score: fc.constantFrom(0, -0, 0.125, 0.25, 0.5, 0.75, 1, -0.5, NaN),
  classId: fc.integer({ min: 0, max: 2 }),
});

describe('nms', () => {
  it('keeps what the definition keeps, in the same order', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 60 }),
        fc.constantFrom(0, 0.3, 0.5, 0.7, 1),
        fc.integer({ min: 0, max: 40 }),
        (rows, t, max) => {
          const kept = nms(candidatesOf(rows), { iouThreshold: t, maxKept: max });
          expect([...kept]).toEqual(plainNms(rows, t, max));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes equal scores in index order', () => {
    const rows = [10, 0, 20].map((x) => ({ x, y: 0, width: 5, height: 5, score: 0.5, classId: 0 }));
    expect([...nms(candidatesOf(rows), { iouThreshold: 0.5, maxKept: 9 })]).toEqual([0, 1, 2]);
  });

  it('drops NaN scores and NaN corners', () => {
    const rows = [
      { x: NaN, y: 0, width: 5, height: 5, score: 0.9, classId: 0 },
      { x: 0, y: 0, width: 5, height: 5, score: NaN, classId: 0 },
      { x: 0, y: 0, width: 5, height: 5, score: 0.1, classId: 0 },
    ];
    expect([...nms(candidatesOf(rows), { iouThreshold: 0.5, maxKept: 9 })]).toEqual([2]);
  });

  it('looks at the best candidates only', () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      x: 10 * i,
      y: 0,
      width: 5,
      height: 5,
      score: i / 10,
      classId: 0,
    }));
    expect([...nms(candidatesOf(rows), { iouThreshold: 0.5, maxKept: 9, maxCandidates: 3 })]).toEqual([9, 8, 7]);
  });

  it('refuses arrays that are too short', () => {
    const some = candidatesOf([]);
    expect(() => nms({ ...some, count: 1 }, { iouThreshold: 0.5, maxKept: 1 })).toThrow(RangeError);
    expect(() => nms({ ...some, scores: new Float32Array(2), count: 2 }, { iouThreshold: 0.5, maxKept: 1 })).toThrow(
      RangeError,
    );
  });
});
