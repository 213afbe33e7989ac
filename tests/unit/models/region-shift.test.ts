import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halved, NO_SHIFT, regionShift, type Luma } from '../../../models/math/region-shift';
import { randomFrom } from './random-tensors';

const SIZE = { width: 64, height: 36 };

/** A patterned ellipse before a patterned wall. */
function scene(x: number, y: number, noise = 0, seed = 1): Luma {
  const random = randomFrom(seed);
  const values = new Float32Array(SIZE.width * SIZE.height);
  for (let row = 0, i = 0; row < SIZE.height; row++) {
    for (let column = 0; column < SIZE.width; column++, i++) {
      const [u, v] = [column - 32 - x, row - 20 - y];
      const inside = (u / 10) ** 2 + (v / 13) ** 2 < 1;
      const thing = 0.5 + 0.25 * Math.sin(u * 0.55) * Math.cos(v * 0.4 + 0.5);
      const wall = 0.4 + 0.2 * Math.sin(column * 0.3) * Math.sin(row * 0.23);
      values[i] = (inside ? thing : wall) + noise * (random() - 0.5);
    }
  }
  return { ...SIZE, values };
}
const where = Float32Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
  const [u, v] = [(i % SIZE.width) - 32, Math.floor(i / SIZE.width) - 20];
  return (u / 10) ** 2 + (v / 13) ** 2 < 1 ? 1 : 0;
});

describe('what moved as a whole', () => {
  it('is found to a quarter of a cell, before a wall that stands still', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.integer(),
        (x, y, seed) => {
          fc.pre(Math.hypot(x, y) > 1);
          const found = regionShift(scene(0, 0), scene(x, y, 0.02, seed), where);
          expect(Math.hypot(found.x - x, found.y - y)).toBeLessThan(0.25);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is not made up: noise alone, a change of light, another picture', () => {
    expect(regionShift(scene(0, 0), scene(0, 0, 0.02), where)).toEqual(NO_SHIFT);
    const dimmed = scene(0, 0);
    expect(regionShift(scene(0, 0), { ...dimmed, values: dimmed.values.map((one) => one - 0.2) }, where)).toEqual(
      NO_SHIFT,
    );
    // Another picture altogether: a hint of likeness is not a movement.
    const random = randomFrom(3);
    const other = { ...SIZE, values: Float32Array.from(where, () => 0.5 + 0.2 * (random() - 0.5)) };
    const found = regionShift(scene(0, 0), other, where);
    expect(Math.hypot(found.x, found.y)).toBeLessThan(12); // Within the reach of the search, whatever it is.
  });

  it('is nothing where nobody is, nothing is to be seen, or numbers are none', () => {
    const flat = { ...SIZE, values: new Float32Array(where.length).fill(0.5) };
    expect(regionShift(scene(0, 0), scene(3, 0), new Float32Array(where.length))).toEqual(NO_SHIFT);
    expect(regionShift(flat, flat, where)).toEqual(NO_SHIFT);
    expect(regionShift(flat, scene(0, 0), where)).toEqual(NO_SHIFT);
    expect(regionShift(scene(0, 0), { ...SIZE, values: flat.values.map(() => NaN) }, where)).toEqual(NO_SHIFT);
    expect(
      regionShift(
        scene(0, 0),
        scene(3, 0),
        where.map(() => NaN),
      ),
    ).toEqual(NO_SHIFT);
  });

  it('takes pictures of one size only', () => {
    expect(() => regionShift(scene(0, 0), halved(scene(0, 0)), where)).toThrow(RangeError);
  });
});
