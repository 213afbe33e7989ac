import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxMean } from '../../../../workers/cpu/box-mean';
import { randomPlane } from './random';

it('is the mean of the window, cut at the border', () => {
  const side = fc.integer({ min: 1, max: 24 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 30 }), fc.integer(), (width, height, radius, seed) => {
      const plane = randomPlane(width * height, seed);
      const [out, scratch] = [new Float32Array(plane.length), new Float32Array(plane.length)];
      boxMean(plane, out, scratch, { width, height, radius });
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let [sum, count] = [0, 0];
          for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
            for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++, count++)
              sum += plane[v * width + u] ?? NaN;
          expect(Math.abs((out[y * width + x] ?? NaN) - sum / count)).toBeLessThan(1e-5);
        }
      }
    }),
    { numRuns: 60 },
  );
});
