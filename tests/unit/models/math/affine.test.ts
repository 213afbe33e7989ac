import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compose, fitContain, IDENTITY, invert, mapPoint, type Affine } from '../../../../models/math/affine';

const number = fc.double({ min: -10, max: 10, noNaN: true });
const matrix: fc.Arbitrary<Affine> = fc
  .record({ a: number, b: number, c: number, d: number, e: number, f: number })
  .filter((m) => Math.abs(m.a * m.d - m.b * m.c) > 0.01);

it('composes like doing one after the other', () => {
  fc.assert(
    fc.property(matrix, matrix, number, number, (outer, inner, x, y) => {
      const once = mapPoint(compose(outer, inner), { x, y });
      const twice = mapPoint(outer, mapPoint(inner, { x, y }));
      expect(once.x).toBeCloseTo(twice.x, 6);
      expect(once.y).toBeCloseTo(twice.y, 6);
    }),
  );
});

it('undoes itself by its inverse', () => {
  fc.assert(
    fc.property(matrix, number, number, (m, x, y) => {
      const back = mapPoint(invert(m), mapPoint(m, { x, y }));
      expect(back.x).toBeCloseTo(x, 5);
      expect(back.y).toBeCloseTo(y, 5);
    }),
  );
});

it('has no inverse where the plane is flattened', () => {
  expect(() => invert({ ...IDENTITY, a: 0 })).toThrow(RangeError);
});

it('turns a landscape frame upright in a portrait canvas: its top left goes to the top right', () => {
  const m = fitContain({ width: 40, height: 20 }, { width: 20, height: 40 }, { rotate: 90, mirror: false });
  expect(mapPoint(m, { x: 0, y: 0 })).toEqual({ x: 20, y: 0 });
  expect(mapPoint(m, { x: 40, y: 0 })).toEqual({ x: 20, y: 40 });
});
