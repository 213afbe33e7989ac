/** Full-size pictures, row by row: small pictures of them, and the person put over what is behind. Four bytes a pixel. */
import { lerp, pixelAt, storePixel, sumOf } from './lanes';

/**
 * A row of cells, each the mean of `each` samples across in each of `rows` rows; nobody in them yet.
 * @param starts addresses of those rows
 * @param offsets byte offsets of the samples within a row, `each` to a cell
 * @param scale from a sum of samples to 0..1
 */
export function shrinkRow(
  starts: usize,
  rows: i32,
  offsets: usize,
  each: i32,
  cells: usize,
  count: i32,
  scale: f32,
): void {
  const end = cells + ((<usize>count) << 4);
  const lastRow = starts + ((<usize>rows) << 2);
  for (let cell = cells; cell < end; cell += 16) {
    let sum = i16x8.splat(0);
    const lastSample = offsets + ((<usize>each) << 2);
    for (; offsets < lastSample; offsets += 4) {
      const offset = load<u32>(offsets);
      for (let row = starts; row < lastRow; row += 4)
        sum = i16x8.add(sum, i16x8.extend_low_i8x16_u(v128.load32_zero(load<u32>(row) + offset)));
    }
    const mean = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(sum)), f32x4.splat(scale));
    v128.store(cell, f32x4.replace_lane(mean, 3, 0));
  }
}

/** Two rows of cells → the one between. @param scale factor of all */
export function blendLines(top: usize, bottom: usize, down: f32, scale: f32, out: usize, count: i32): void {
  const weight = f32x4.splat(down);
  const factor = f32x4.splat(scale);
  const end = (<usize>count) << 4;
  for (let i: usize = 0; i < end; i += 16)
    v128.store(out + i, f32x4.mul(lerp(v128.load(top + i), v128.load(bottom + i), weight), factor));
}

/** @param value what the fit says of a colour @param low, steepness of the feather. Not a number is background. */
function feather(value: f32, low: f32, steepness: f32): f32 {
  const t: f32 = value > low ? min<f32>((value - low) * steepness, 1) : 0;
  return t * t * (<f32>3 - <f32>2 * t);
}

/**
 * Asks the fits about each cell of a small picture's row, and puts the answer into its fourth float.
 * @param line fits, four floats a cell @param taps left and right neighbours (byte offsets in `line`) and weights, `count` each
 */
export function personRow(
  cells: usize,
  count: i32,
  line: usize,
  taps: usize,
  from: i32,
  to: i32,
  low: f32,
  steepness: f32,
): void {
  const bytes = (<usize>count) << 2;
  for (let x: i32 = 0; x < count; x++) {
    const cell = cells + ((<usize>x) << 4);
    let person: f32 = 0;
    if (x >= from && x < to) {
      const tap = taps + ((<usize>x) << 2);
      const fit = lerp(
        v128.load(line + load<u32>(tap)),
        v128.load(line + load<u32>(tap + bytes)),
        v128.load32_splat(tap + 2 * bytes),
      );
      const value = sumOf(f32x4.mul(fit, f32x4.replace_lane(v128.load(cell), 3, 1)));
      person = feather(value, low, steepness);
    }
    store<f32>(cell, person, 12);
  }
}

/** Opaque bytes of cells 0..1. */
export function toBytes(cells: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++)
    storePixel(out + (i << 2), f32x4.replace_lane(f32x4.mul(v128.load(cells + (i << 4)), f32x4.splat(255)), 3, 255));
}

/** What lies behind the person. The numbers of `REST` in `portrait-pixels.ts`. */
const CLEAR = 0;
const GREY = 1;

/** Values of `SURE`. */
const UNSURE = 0;
const BACKGROUND = 1;
const PERSON = 2;

/** ITU-R BT.601. */
function greyOf(pixel: v128): v128 {
  const luma = sumOf(f32x4.mul(pixel, f32x4(0.299, 0.587, 0.114, 0)));
  return f32x4.replace_lane(f32x4.splat(luma), 3, 255);
}

/** The small picture at a pixel, 0..255; its fourth number means nothing. @param bytes length of each of the taps' arrays */
function smallAt(back: usize, tap: usize, bytes: usize): v128 {
  return lerp(
    v128.load(back + load<u32>(tap)),
    v128.load(back + load<u32>(tap + bytes)),
    v128.load32_splat(tap + 2 * bytes),
  );
}

/** @param back as in `drawRow` */
function restOf(frame: usize, rest: i32, back: usize, tap: usize, bytes: usize): v128 {
  if (rest === GREY) return greyOf(pixelAt(frame));
  return f32x4.replace_lane(smallAt(back, tap, bytes), 3, 255);
}

/**
 * To the nearest whole number, of two to be had the even one: the sum's last bit is worth one. For numbers below 2²² only.
 */
function rounded(value: v128): v128 {
  return i32x4.sub(f32x4.add(value, f32x4.splat(12_582_912)), i32x4.splat(0x4b400000));
}

/**
 * A stretch of a row of the small picture drawn large, four pixels at a time: most of most pictures is this.
 * @param runs of pixels that lie between the same two cells, as `intervals` of `stretchesOf`; from the one that holds `from`
 * @param weights of the right cells, per pixel @returns the run that holds `to`
 */
function drawSmall(out: usize, from: i32, to: i32, back: usize, runs: usize, weights: usize): usize {
  let x = from;
  while (x < to) {
    while (load<i32>(runs, 12) <= x) runs += 16;
    const near = v128.load(back + ((<usize>load<i32>(runs)) << 4));
    const more = f32x4.sub(v128.load(back + ((<usize>load<i32>(runs, 4)) << 4)), near);
    const end = min(to, load<i32>(runs, 12));
    for (; x + 4 <= end; x += 4) {
      const weight = weights + ((<usize>x) << 2);
      const first = rounded(f32x4.add(near, f32x4.mul(more, v128.load32_splat(weight))));
      const second = rounded(f32x4.add(near, f32x4.mul(more, v128.load32_splat(weight, 4))));
      const third = rounded(f32x4.add(near, f32x4.mul(more, v128.load32_splat(weight, 8))));
      const fourth = rounded(f32x4.add(near, f32x4.mul(more, v128.load32_splat(weight, 12))));
      const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
      v128.store(out + ((<usize>x) << 2), v128.or(bytes, i32x4.splat(0xff000000)));
    }
    for (; x < end; x++) {
      const weight = v128.load32_splat(weights + ((<usize>x) << 2));
      storePixel(out + ((<usize>x) << 2), f32x4.replace_lane(f32x4.add(near, f32x4.mul(more, weight)), 3, 255));
    }
  }
  return runs;
}

/** A pixel twice, and those above and below it once: four sums of up to 1020. */
function columnAt(above: usize, frame: usize, below: usize): v128 {
  const middle = i16x8.extend_low_i8x16_u(v128.load32_zero(frame));
  const outer = i16x8.add(
    i16x8.extend_low_i8x16_u(v128.load32_zero(above)),
    i16x8.extend_low_i8x16_u(v128.load32_zero(below)),
  );
  return i16x8.add(outer, i16x8.shl(middle, 1));
}

/**
 * Pixels between two cells, asked one by one about the mean colour of their neighbourhood, 1-2-1 each way: by its own colour alone a
 * sensor's noise would make the edge tremble. @param interval of `stretchesOf`; the others as in `drawRow`
 */
function drawSeam(
  above: usize,
  below: usize,
  frame: usize,
  out: usize,
  interval: usize,
  top: usize,
  bottom: usize,
  down: v128,
  weights: usize,
  rest: i32,
  back: usize,
  backTaps: usize,
  width: i32,
  low: f32,
  steepness: f32,
): void {
  const cell = (<usize>load<i32>(interval)) << 4;
  const beside = (<usize>load<i32>(interval, 4)) << 4;
  const left = lerp(v128.load(top + cell), v128.load(bottom + cell), down);
  const more = f32x4.sub(lerp(v128.load(top + beside), v128.load(bottom + beside), down), left);
  const bytes = (<usize>width) << 2;
  const end = (<usize>load<i32>(interval, 12)) << 2;
  const last = (<usize>(width - 1)) << 2;
  const toUnit = f32x4(1.0 / 4080, 1.0 / 4080, 1.0 / 4080, 1);
  const first = (<usize>load<i32>(interval, 8)) << 2;
  let here = columnAt(above + first, frame + first, below + first);
  const before = first > 0 ? first - 4 : 0;
  let former = columnAt(above + before, frame + before, below + before);
  for (let x = first; x < end; x += 4) {
    const after = x < last ? x + 4 : last;
    const next = columnAt(above + after, frame + after, below + after);
    const sums = i16x8.add(i16x8.add(former, next), i16x8.shl(here, 1));
    former = here;
    here = next;
    const calm = f32x4.replace_lane(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(sums)), 3, 1);
    const fit = f32x4.add(left, f32x4.mul(more, v128.load32_splat(weights + x)));
    const alpha = feather(sumOf(f32x4.mul(fit, f32x4.mul(calm, toUnit))), low, steepness);
    const pixel = f32x4.replace_lane(pixelAt(frame + x), 3, 255);
    if (rest === CLEAR) storePixel(out + x, f32x4.replace_lane(pixel, 3, alpha * 255));
    else storePixel(out + x, lerp(restOf(frame + x, rest, back, backTaps + x, bytes), pixel, f32x4.splat(alpha)));
  }
}

/**
 * Where a row is surely person, surely not, or neither: neighbouring pixels of a kind are drawn at once, and most of a row is two or
 * three such stretches. Rows between the same two rows of cells have the same.
 * @param intervals of pixels that lie between the same two cells, four integers each: cell, next cell, first pixel, end. A negative
 * cell: outside of what the network saw, which is rest
 * @param top, bottom rows of `SURE` kinds
 * @param stretches room for as many: kind, first pixel, end, address of the first interval
 * @returns how many there are.
 */
export function stretchesOf(intervals: usize, count: i32, top: usize, bottom: usize, stretches: usize): i32 {
  let found: i32 = 0;
  let stretch: i32 = -1;
  const end = intervals + ((<usize>count) << 4);
  for (let interval = intervals; interval < end; interval += 16) {
    const cell = load<i32>(interval);
    let kind: i32 = BACKGROUND;
    if (cell >= 0) {
      const next = load<i32>(interval, 4);
      kind = load<u8>(top + cell);
      if (kind !== load<u8>(top + next) || kind !== load<u8>(bottom + cell) || kind !== load<u8>(bottom + next))
        kind = UNSURE;
    }
    if (kind !== stretch) {
      store<i32>(stretches, kind);
      store<i32>(stretches, load<i32>(interval, 8), 4);
      store<i32>(stretches, <i32>interval, 12);
      stretches += 16;
      stretch = kind;
      found++;
    }
    store<i32>(stretches - 16, load<i32>(interval, 12), 8);
  }
  return found;
}

/**
 * A row of the picture shown: the person as the frame has them, the rest as `rest` says, blended at the seam.
 * @param frame, out rows of `width` pixels @param above, below the frame's rows next to this one; at its rim, this one
 * @param stretches of `stretchesOf`
 * @param top, bottom rows of fits, `bottom` weighing `down` @param weights of the next cell, per pixel
 * @param back row of the small picture behind, 0..255, @param backTaps its neighbours (byte offsets) and weights, `width` each
 * @param backRuns pixels by the neighbours they lie between, as `intervals`
 */
export function drawRow(
  above: usize,
  below: usize,
  frame: usize,
  out: usize,
  width: i32,
  stretches: usize,
  count: i32,
  top: usize,
  bottom: usize,
  down: f32,
  weights: usize,
  rest: i32,
  back: usize,
  backTaps: usize,
  backRuns: usize,
  low: f32,
  steepness: f32,
): void {
  const backWeights = backTaps + ((<usize>width) << 3);
  const end = stretches + ((<usize>count) << 4);
  for (; stretches < end; stretches += 16) {
    const kind = load<i32>(stretches);
    const from = load<i32>(stretches, 4);
    const to = load<i32>(stretches, 8);
    const first = (<usize>from) << 2;
    const bytes = (<usize>(to - from)) << 2;
    if (kind === PERSON) memory.copy(out + first, frame + first, bytes);
    else if (kind === UNSURE) {
      for (let interval = <usize>load<i32>(stretches, 12); load<i32>(interval, 8) < to; interval += 16) {
        const blend = f32x4.splat(down);
        drawSeam(
          above,
          below,
          frame,
          out,
          interval,
          top,
          bottom,
          blend,
          weights,
          rest,
          back,
          backTaps,
          width,
          low,
          steepness,
        );
        if (load<i32>(interval, 12) >= to) break;
      }
    } else if (rest === CLEAR) memory.fill(out + first, 0, bytes);
    else if (rest === GREY) {
      for (let x = first; x < first + bytes; x += 4) storePixel(out + x, greyOf(pixelAt(frame + x)));
    } else backRuns = drawSmall(out, from, to, back, backRuns, backWeights);
  }
}

/** Left and right change sides, in place. */
export function flipRow(row: usize, width: i32): void {
  let left = row;
  let right = row + ((<usize>width) << 2);
  for (; left + 32 <= right; left += 16) {
    right -= 16;
    const first = v128.load(left);
    const last = v128.load(right);
    v128.store(left, v128.shuffle<i32>(last, last, 3, 2, 1, 0));
    v128.store(right, v128.shuffle<i32>(first, first, 3, 2, 1, 0));
  }
  for (right -= 4; left < right; left += 4, right -= 4) {
    const first = load<u32>(left);
    store<u32>(left, load<u32>(right));
    store<u32>(right, first);
  }
}
