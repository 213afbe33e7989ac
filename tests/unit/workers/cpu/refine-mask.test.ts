import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Size } from '../../../../models/contract';
import { guideSize, halveMask, type MaskGuide } from '../../../../workers/cpu/mask-guide';
import { feather, MaskRefiner, REFINEMENT, SURE } from '../../../../workers/cpu/refine-mask';
import { maskOf, randomGuide, randomPlane } from './random';

/** The definition: per window the ridge regression solved by elimination, then the plain mean of the fits. In doubles. */
function reference(alpha: Float32Array, size: Size, guide: MaskGuide): number[] {
  const { width, height } = guideSize(size);
  const p = new Float32Array(width * height);
  halveMask(alpha, size, p);
  const { radius, epsilon } = REFINEMENT;
  const windowOf = (index: number): number[] => {
    const [x, y] = [index % width, Math.floor(index / width)];
    const cells: number[] = [];
    for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
      for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) cells.push(v * width + u);
    return cells;
  };
  const mean = (cells: number[], f: (i: number) => number): number =>
    cells.reduce((sum, i) => sum + f(i), 0) / cells.length;
  const planes = [guide.red, guide.green, guide.blue];
  const fits = Array.from(p, (_, i) => {
    const cells = windowOf(i);
    const m = planes.map((plane) => mean(cells, (j) => plane[j] ?? 0));
    const mp = mean(cells, (j) => p[j] ?? 0);
    const rows = planes.map((a, r) => [
      ...planes.map(
        (b, c) =>
          mean(cells, (j) => ((a[j] ?? 0) - (m[r] ?? 0)) * ((b[j] ?? 0) - (m[c] ?? 0))) + (r === c ? epsilon : 0),
      ),
      mean(cells, (j) => ((a[j] ?? 0) - (m[r] ?? 0)) * ((p[j] ?? 0) - mp)),
    ]);
    const solution = eliminate(rows);
    return [...solution, mp - solution.reduce((sum, a, c) => sum + a * (m[c] ?? 0), 0)];
  });
  return fits.flatMap((_, i) => [0, 1, 2, 3].map((c) => mean(windowOf(i), (j) => fits[j]?.[c] ?? 0)));
}

function eliminate(rows: number[][]): number[] {
  const n = rows.length;
  const get = (r: number, c: number): number => rows[r]?.[c] ?? NaN;
  for (let k = 0; k < n; k++) {
    for (let r = 0; r < n; r++) {
      if (r === k) continue;
      const factor = get(r, k) / get(k, k);
      rows[r] = (rows[r] ?? []).map((value, c) => value - factor * get(k, c));
    }
  }
  return rows.map((_, k) => get(k, n) / get(k, k));
}

describe('MaskRefiner', () => {
  it('is the guided filter by its definition', () => {
    const side = fc.integer({ min: 1, max: 26 });
    fc.assert(
      fc.property(side, side, fc.integer(), (width, height, seed) => {
        const size = { width, height };
        const [alpha, guide] = [randomPlane(width * height, seed), randomGuide(size, seed)];
        const { fits } = new MaskRefiner().refine(maskOf(alpha, size), guide);
        const wanted = reference(alpha, size, guide);
        // What the fits say of each cell's own colour is what is drawn. The fits by themselves are badly determined where a window
        // holds few cells of nearly one colour: a covariance in single precision is off by 1e-7 there, beside ε = 1e-4.
        const said = (values: ArrayLike<number>, i: number): number =>
          [guide.red, guide.green, guide.blue].reduce(
            (sum, plane, c) => sum + (values[i * 4 + c] ?? NaN) * (plane[i] ?? NaN),
            values[i * 4 + 3] ?? NaN,
          );
        for (let i = 0; i < wanted.length / 4; i++)
          expect(Math.abs(said(fits, i) - said(wanted, i))).toBeLessThan(2e-3);
        wanted.forEach((value, i) =>
          expect(Math.abs((fits[i] ?? NaN) - value) / Math.max(1, Math.abs(value))).toBeLessThan(5e-3),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('gives a flat mask back, whatever the picture', () => {
    const size = { width: 24, height: 18 };
    for (const value of [0, 0.3, 1]) {
      const alpha = new Float32Array(24 * 18).fill(value);
      const { fits } = new MaskRefiner().refine(maskOf(alpha, size), randomGuide(size, 5));
      for (let i = 0; i < fits.length; i += 4) {
        expect(Math.abs(fits[i] ?? NaN)).toBeLessThan(1e-2);
        const [a = 0, b = 0, c = 0, d = 0] = fits.subarray(i, i + 4);
        expect(Math.abs(a / 2 + b / 2 + c / 2 + d - value)).toBeLessThan(2e-3);
      }
    }
  });

  it('moves a wrong edge to where the colours change', () => {
    const size = { width: 48, height: 48 };
    // The person is everything left of column 24 in the picture; the mask says 27, and is soft.
    const alpha = Float32Array.from({ length: 48 * 48 }, (_, i) => Math.min(1, Math.max(0, (29 - (i % 48)) / 4)));
    const cells = guideSize(size);
    const plane = Float32Array.from({ length: cells.width * cells.height }, (_, i) =>
      i % cells.width < 12 ? 0.7 : 0.2,
    );
    const { fits } = new MaskRefiner().refine(maskOf(alpha, size), { ...cells, red: plane, green: plane, blue: plane });
    const ask = (cell: number, colour: number): number => {
      const [a = 0, b = 0, c = 0, d = 0] = fits.subarray((12 * cells.width + cell) * 4);
      return feather((a + b + c) * colour + d);
    };
    expect(ask(11, 0.7)).toBeGreaterThan(0.9);
    // Just right of the edge, where the mask itself says 1: one window away it is still half a person, no more.
    expect(ask(12, 0.2)).toBeLessThan(ask(11, 0.7) - 0.3);
    expect(ask(16, 0.2)).toBe(0);
  });

  it('calls no cell sure that says otherwise of a colour in its window', () => {
    const size = { width: 40, height: 40 };
    const alpha = Float32Array.from({ length: 1600 }, (_, i) => ((i % 40) + Math.floor(i / 40) > 44 ? 1 : 0));
    const guide = randomGuide(size, 11);
    const { fits, sure, width } = new MaskRefiner().refine(maskOf(alpha, size), guide);
    expect(new Set(sure)).toEqual(new Set([SURE.no, SURE.background, SURE.person]));
    sure.forEach((kind, i) => {
      const [a = 0, b = 0, c = 0, d = 0] = fits.subarray(i * 4);
      for (const j of [i, i - 1, i + 1, i - width, i + width]) {
        const [red, green, blue] = [guide.red[j] ?? 0.5, guide.green[j] ?? 0.5, guide.blue[j] ?? 0.5];
        const said = feather(a * red + b * green + c * blue + d);
        if (kind === SURE.background) expect(said).toBeLessThan(0.1);
        if (kind === SURE.person) expect(said).toBeGreaterThan(0.9);
      }
    });
  });

  it('refuses a guide of another size', () => {
    const size = { width: 8, height: 8 };
    const mask = maskOf(new Float32Array(64), size);
    expect(() => new MaskRefiner().refine(mask, randomGuide({ width: 10, height: 8 }, 1))).toThrow(RangeError);
  });
});
