/**
 * How far something moved from one picture to the next, as one translation: what carries a mask on between two inferences.
 * A coarse search by absolute differences finds the neighbourhood, then Lucas and Kanade's least squares the fraction
 * (B. D. Lucas, T. Kanade, "An Iterative Image Registration Technique", IJCAI 1981, section 4), both weighted by where the thing is.
 */
import type { Size } from '../contract';

/** A small picture, row-major luma 0..1, `width·height` values. */
export interface Luma extends Size {
  readonly values: Float32Array;
}

export interface Shift {
  /** Cells of the small picture, to the right and down. */
  readonly x: number;
  readonly y: number;
}

export const NO_SHIFT: Shift = { x: 0, y: 0 };

/** Search to each side, cells of the picture halved. */
const REACH = 4;
const STEPS = 4;
/** Mean difference of a thing that stands still: sensor noise, compression. */
const STILL = 3 / 255;
/** A shift must explain this much of the difference, or it was no translation. */
const EXPLAINED = 0.1;
/** Determinant of the normal equations of a thing without any pattern to hold on to. */
const LEAST_TEXTURE = 1e-3;
/** Under this weight, in cells, there is nothing to follow. */
const LEAST_WEIGHT = 20;

/**
 * @param weight where the thing is in `before`, 0..1 per cell.
 * @returns `NO_SHIFT` where it stands still, is not there, or did not move as a whole.
 * @throws RangeError where sizes differ.
 */
export function regionShift(before: Luma, after: Luma, weight: Float32Array): Shift {
  const cells = before.width * before.height;
  if (after.width !== before.width || after.height !== before.height || weight.length !== cells)
    throw new RangeError(`pictures of ${before.width}×${before.height} and ${after.width}×${after.height} cells`);
  const total = weight.reduce((sum, one) => sum + one, 0);
  if (!(total >= LEAST_WEIGHT)) return NO_SHIFT;
  const still = difference(before, after, weight, NO_SHIFT) / total;
  if (!(still > STILL)) return NO_SHIFT;
  const found = refined(before, after, weight, searched(before, after, weight));
  return difference(before, after, weight, found) / total < still * (1 - EXPLAINED) ? found : NO_SHIFT;
}

// Inner loops of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function searched(before: Luma, after: Luma, weight: Float32Array): Shift {
  const then = halved(before).values;
  const now = halved(after);
  const mass = halved({ ...before, values: weight }).values;
  const { values, width, height } = now;
  let best = { x: 0, y: 0, sum: Infinity };
  for (let y = -REACH; y <= REACH; y++) {
    for (let x = -REACH; x <= REACH; x++) {
      let sum = 0;
      for (let row = 0, i = 0; row < height; row++) {
        const there = clamped(row + y, height) * width;
        for (let column = 0; column < width; column++, i++) {
          const share = mass[i]!;
          if (share > 0) sum += share * Math.abs(then[i]! - values[there + clamped(column + x, width)]!);
        }
      }
      // Of two that fit alike the nearer one.
      sum *= 1 + 0.01 * (Math.abs(x) + Math.abs(y));
      if (sum < best.sum) best = { x, y, sum };
    }
  }
  return { x: best.x * 2, y: best.y * 2 };
}

/** Weighted sum of |before(p) − after(p + shift)|. */
function difference({ values, width, height }: Luma, after: Luma, weight: Float32Array, { x, y }: Shift): number {
  let sum = 0;
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const share = weight[i]!;
      if (share > 0) sum += share * Math.abs(values[i]! - sample(after.values, width, height, column + x, row + y));
    }
  }
  return sum;
}

function refined({ values, width, height }: Luma, after: Luma, weight: Float32Array, start: Shift): Shift {
  let x = start.x;
  let y = start.y;
  for (let step = 0; step < STEPS; step++) {
    let xx = 0;
    let xy = 0;
    let yy = 0;
    let xe = 0;
    let ye = 0;
    for (let row = 1; row < height - 1; row++) {
      for (let column = 1; column < width - 1; column++) {
        const i = row * width + column;
        const share = weight[i]!;
        if (share === 0) continue;
        const across = (values[i + 1]! - values[i - 1]!) / 2;
        const down = (values[i + width]! - values[i - width]!) / 2;
        const error = values[i]! - sample(after.values, width, height, column + x, row + y);
        xx += share * across * across;
        xy += share * across * down;
        yy += share * down * down;
        xe += share * across * error;
        ye += share * down * error;
      }
    }
    const determinant = xx * yy - xy * xy;
    if (!(determinant > LEAST_TEXTURE)) return NO_SHIFT;
    x += (yy * xe - xy * ye) / determinant;
    y += (xx * ye - xy * xe) / determinant;
    // What leaves the neighbourhood of the search has lost its way.
    if (!(Math.abs(x - start.x) <= 3 && Math.abs(y - start.y) <= 3)) return start;
  }
  return { x, y };
}

function clamped(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}

/** Bilinear; beyond the edge, the edge. */
function sample(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const top = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const column = Math.floor(left);
  const row = Math.floor(top);
  const right = column + 1 < width ? column + 1 : column;
  const upper = row * width;
  const lower = row + 1 < height ? upper + width : upper;
  const across = left - column;
  const above = values[upper + column]! + (values[upper + right]! - values[upper + column]!) * across;
  const below = values[lower + column]! + (values[lower + right]! - values[lower + column]!) * across;
  return above + (below - above) * (top - row);
}

/** Every second cell each way, the mean of four; an odd last row or column is left out. */
export function halved({ values, width, height }: Luma): Luma {
  const columns = width >> 1;
  const rows = height >> 1;
  const half = new Float32Array(columns * rows);
  for (let y = 0, o = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, o++) {
      const i = 2 * y * width + 2 * x;
      half[o] = (values[i]! + values[i + 1]! + values[i + width]! + values[i + width + 1]!) / 4;
    }
  }
  return { values: half, width: columns, height: rows };
}
