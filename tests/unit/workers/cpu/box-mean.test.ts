import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chords } from '../../../../workers/cpu/blur';
import { workbench } from '../../../../workers/cpu/kernels/workbench';
import { randomPlane } from './random';

type Mean = 'box' | 'disc';

/** Four floats a cell, by the kernels. */
function meanOf(kind: Mean, cells: Float32Array, width: number, height: number, radius: number): Float32Array {
  const { kernels, from, to, sums, half } = workbench({
    from: ['floats', cells.length],
    to: ['floats', cells.length],
    sums: ['floats', width * 8],
    half: ['integers', radius + 1],
  });
  from.set(cells);
  if (kind === 'disc') {
    half.set(chords(radius));
    kernels.discMean(from.byteOffset, to.byteOffset, half.byteOffset, width, height, radius);
    return to;
  }
  kernels.boxMeanRows(from.byteOffset, to.byteOffset, width, height, radius);
  kernels.boxMeanColumns(to.byteOffset, from.byteOffset, sums.byteOffset, width, height, radius);
  return from;
}

it.each<Mean>(['box', 'disc'])('is the mean of the window, cut at the border (%s)', (kind) => {
  const side = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 24 }), fc.integer(), (width, height, radius, seed) => {
      const cells = randomPlane(width * height * 4, seed);
      const out = meanOf(kind, cells, width, height, radius);
      const half = kind === 'disc' ? chords(radius) : new Array<number>(radius + 1).fill(radius);
      let worst = 0;
      for (let i = 0; i < cells.length; i++) {
        const [x, y, c] = [(i >> 2) % width, Math.floor((i >> 2) / width), i & 3];
        let [sum, count] = [0, 0];
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          const reach = half[Math.abs(v - y)] ?? 0;
          for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++, count++)
            sum += cells[(v * width + u) * 4 + c] ?? NaN;
        }
        worst = Math.max(worst, Math.abs((out[i] ?? NaN) - sum / count));
      }
      expect(worst).toBeLessThan(1e-5);
    }),
    { numRuns: 30 },
  );
});
