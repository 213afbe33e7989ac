import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDeltas, clipBox, deltasBetween, iou } from '../../../../models/math/boxes';
import { CandidateList, indicesAbove } from '../../../../models/math/candidates';
import { cellCount, gridLevels, levelOfCell } from '../../../../models/math/grid';
import { expectedBin, softmax } from '../../../../models/math/softmax';
import { outputOf } from '../../../../models/math/tensor';
import { topK } from '../../../../models/math/top-k';

const value = fc.float({ min: -50, max: 50, noNaN: true });
const box = fc.record({
  x: fc.integer({ min: -20, max: 20 }),
  y: fc.integer({ min: -20, max: 20 }),
  width: fc.integer({ min: 1, max: 30 }),
  height: fc.integer({ min: 1, max: 30 }),
});

function at(values: Float32Array, i: number): number {
  return values[i] ?? NaN;
}

describe('softmax', () => {
  it('sums to one and keeps the order, at any height', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.constantFrom(0, 1e4, -1e4), (values, shift) => {
        const logits = Float32Array.from(values, (v) => v + shift);
        const p = softmax(logits);
        expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        // Two logits may be too close for float32 to tell their probabilities apart, but never in the wrong order.
        for (let i = 1; i < p.length; i++) {
          expect(Math.sign(at(p, i) - at(p, i - 1)) * Math.sign(at(logits, i) - at(logits, i - 1))).not.toBe(-1);
        }
      }),
    );
  });

  it('reads a stretch of an array', () => {
    expect([...softmax(Float32Array.of(9, 1, 1, 9), 1, 2)]).toEqual([0.5, 0.5]);
  });

  it('gives zeros, not NaN, for a broken logit', () => {
    expect([...softmax(Float32Array.of(1, NaN))]).toEqual([0, 0]);
  });

  it('agrees with the mean bin', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 8, maxLength: 8 }), (values) => {
        const padded = Float32Array.of(7, ...values, 7);
        const mean = softmax(Float32Array.from(values)).reduce((sum, p, i) => sum + p * i, 0);
        expect(expectedBin(padded, 1, 8)).toBeCloseTo(mean, 4);
      }),
    );
  });
});

describe('topK', () => {
  it('is the head of a stable sort', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 2, 3, NaN), { maxLength: 40 }),
        fc.integer({ min: 0, max: 8 }),
        (values, k) => {
          const sorted = values.map((v, i) => [v, i] as const).filter(([v]) => !Number.isNaN(v));
          sorted.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
          expect(topK(values, k)).toEqual(sorted.slice(0, k).map(([, i]) => i));
        },
      ),
    );
  });
});

describe('boxes', () => {
  it('overlap as many cells as counted one by one', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        let both = 0;
        let either = 0;
        for (let y = -20; y < 60; y++) {
          for (let x = -20; x < 60; x++) {
            const inA = x >= a.x && x < a.x + a.width && y >= a.y && y < a.y + a.height;
            const inB = x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height;
            if (inA && inB) both++;
            if (inA || inB) either++;
          }
        }
        expect(iou(a, b)).toBeCloseTo(both / either, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('without area overlap nothing', () => {
    const flat = { x: 1, y: 1, width: 0, height: 5 };
    expect(iou(flat, flat)).toBe(0);
  });

  it('are clipped into the picture', () => {
    const size = { width: 10, height: 10 };
    expect(clipBox({ x: -5, y: 2, width: 8, height: 20 }, size)).toEqual({ x: 0, y: 2, width: 3, height: 8 });
    expect(clipBox({ x: 20, y: 20, width: 5, height: 5 }, size)).toMatchObject({ width: 0, height: 0 });
  });

  it('move by deltas and back', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const moved = applyDeltas(a, deltasBetween(a, b));
        for (const key of ['x', 'y', 'width', 'height'] as const) expect(moved[key]).toBeCloseTo(b[key], 6);
      }),
    );
    expect(applyDeltas({ x: 0, y: 0, width: 10, height: 10 }, { dx: 0, dy: 0, dw: 99, dh: 0 }).width).toBeCloseTo(
      625,
      6,
    );
  });
});

describe('indicesAbove', () => {
  it('finds every value above, in order, and no NaN', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.25, 0.5, 0.75, NaN), { maxLength: 50 }),
        fc.constantFrom(0, 0.25, 0.5),
        (values, t) => {
          const plain = values.flatMap((v, i) => (v > t ? [i] : []));
          expect([...indicesAbove(Float32Array.from(values), t)]).toEqual(plain);
        },
      ),
    );
  });
});

describe('CandidateList', () => {
  it('keeps what was added while it grows', () => {
    const list = new CandidateList(0);
    for (let i = 0; i < 100; i++) list.add(i, i / 100, i, i + 1, i + 2, i + 3);
    expect(list.count).toBe(100);
    expect([...list.corners.subarray(4 * 77, 4 * 78)]).toEqual([77, 78, 79, 80]);
    expect(list.classIds[99]).toBe(99);
  });
});

describe('grid', () => {
  it('numbers the cells of all strides end to end', () => {
    const levels = gridLevels({ width: 416, height: 416 }, [8, 16, 32]);
    expect(cellCount(levels)).toBe(3549);
    expect(levelOfCell(levels, 2704).stride).toBe(16);
    expect(levelOfCell(levels, 3548).stride).toBe(32);
    expect(() => levelOfCell(levels, 3549)).toThrow(RangeError);
    expect(() => gridLevels({ width: 100, height: 96 }, [32])).toThrow(RangeError);
  });
});

describe('outputOf', () => {
  it('names what is wrong', () => {
    const raw = { a: { data: new Float32Array(6), dims: [1, 2, 3] } };
    expect(outputOf(raw, 'a', [1, -1, 3])).toBe(raw.a.data);
    expect(() => outputOf(raw, 'b', [1])).toThrow(/'b' is missing.*gave: a/);
    expect(() => outputOf(raw, 'a', [1, 3, 2])).toThrow(/'a' is \[1, 2, 3\].*expected \[1, 3, 2\]/);
    expect(() => outputOf({ a: { data: new Float32Array(5), dims: [1, 2, 3] } }, 'a', [1, 2, 3])).toThrow(RangeError);
  });
});
