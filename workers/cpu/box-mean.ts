/** Means over square windows, at a cost that does not depend on their radius. Shared by the edge refinement and the blur. */
import type { Size } from '../../models/contract';

/**
 * Mean of every pixel's (2·radius+1)² neighbourhood; near the border, of the part of it that lies inside.
 *
 * Running sums, one along rows and one down columns; over a few hundred pixels of values near 1 their rounding stays under 1e-5.
 *
 * @param plane `width·height` values, row-major
 * @param out another array of that length
 * @param scratch a third one, overwritten
 * @param radius whole pixels, 0 copies
 */
export function boxMean(
  plane: Float32Array,
  out: Float32Array,
  scratch: Float32Array,
  { width, height, radius }: Size & { readonly radius: number },
): void {
  for (let y = 0; y < height; y++) meanOfRow(plane, scratch, y * width, width, radius);
  meanOfColumns(scratch, out, width, height, radius);
}

// The indices below stay inside by construction; a check per read would double the time.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function meanOfRow(from: Float32Array, to: Float32Array, first: number, width: number, radius: number): void {
  const last = first + width - 1;
  let sum = 0;
  let count = Math.min(radius, width);
  for (let i = first; i < first + count; i++) sum += from[i]!;
  // The inner stretch, where one value enters and one leaves, has no conditions: it is nearly all of the row.
  const inner = Math.min(first + radius + 1, last + 1);
  const outer = Math.max(inner, last - radius + 1);
  for (let i = first; i < inner; i++) {
    if (i + radius <= last) {
      sum += from[i + radius]!;
      count++;
    }
    to[i] = sum / count;
  }
  const share = 1 / count;
  for (let i = inner; i < outer; i++) {
    sum += from[i + radius]! - from[i - radius - 1]!;
    to[i] = sum * share;
  }
  for (let i = outer; i <= last; i++) {
    sum -= from[i - radius - 1]!;
    count--;
    to[i] = sum / count;
  }
}

function meanOfColumns(from: Float32Array, to: Float32Array, width: number, height: number, radius: number): void {
  // All columns at once, row by row: memory is read in order.
  const sums = new Float64Array(width);
  let count = Math.min(radius, height);
  for (let y = 0; y < count; y++) addRow(sums, from, y * width);
  for (let y = 0; y < height; y++) {
    const entering = (y + radius) * width;
    const leaving = (y - radius - 1) * width;
    if (leaving >= 0 && y + radius < height) {
      const share = 1 / count;
      for (let x = 0, o = y * width; x < width; x++, o++) {
        const sum = sums[x]! + from[entering + x]! - from[leaving + x]!;
        sums[x] = sum;
        to[o] = sum * share;
      }
      continue;
    }
    if (y + radius < height) {
      addRow(sums, from, entering);
      count++;
    }
    if (leaving >= 0) {
      for (let x = 0; x < width; x++) sums[x]! -= from[leaving + x]!;
      count--;
    }
    for (let x = 0, o = y * width; x < width; x++, o++) to[o] = sums[x]! / count;
  }
}

function addRow(sums: Float64Array, from: Float32Array, first: number): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += from[first + x]!;
}
