import { describe, expect, it } from 'vitest';
import { flickerScore } from '../../../../models/math/flicker';

const SIZE = { width: 20, height: 10 };
/** Person left of a column, the edge column at `edge`. */
const half = (edge: number): Float32Array =>
  Float32Array.from({ length: 200 }, (_, i) => (i % 20 < 10 ? 1 : i % 20 === 10 ? edge : 0));

describe('flickerScore', () => {
  it('is 0 for a still mask, and for one without an edge', () => {
    expect(flickerScore([half(0.3), half(0.3), half(0.3)], SIZE)).toBe(0);
    expect(flickerScore([new Float32Array(200), new Float32Array(200).fill(0.2)], SIZE)).toBe(0);
  });

  it('is the mean change along the edge', () => {
    // One of the four columns of the band goes up and down by 0.4.
    expect(flickerScore([half(0), half(0.4), half(0)], SIZE)).toBeCloseTo(0.1, 5);
  });

  it('does not see what happens far from the edge', () => {
    const other = half(0);
    other[0] = 0.2;
    expect(flickerScore([half(0), other], SIZE)).toBe(0);
  });

  it('refuses what it cannot compare', () => {
    expect(() => flickerScore([half(0)], SIZE)).toThrow(RangeError);
    expect(() => flickerScore([half(0), new Float32Array(7)], SIZE)).toThrow(RangeError);
  });
});
