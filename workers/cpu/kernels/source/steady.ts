/** The mask's smoothing over time, pixel by pixel; `smooth-mask.ts` says what for and whence. */

/** How unsure probabilities are: `uncertainty` of `smooth-mask.ts`. */
function uncertainty(p: v128): v128 {
  const off = f32x4.sub(p, f32x4.splat(0.5));
  const x = f32x4.mul(off, off);
  let sum = f32x4.add(f32x4.splat(291.309), f32x4.mul(x, f32x4.splat(-624.717)));
  sum = f32x4.add(f32x4.splat(-57.8051), f32x4.mul(x, sum));
  sum = f32x4.add(f32x4.splat(-0.748699), f32x4.mul(x, sum));
  sum = f32x4.add(f32x4.splat(5.68842), f32x4.mul(x, sum));
  return f32x4.sub(f32x4.splat(1), f32x4.min(f32x4.splat(1), f32x4.mul(x, sum)));
}

/**
 * Leans a mask on the one before: where it is unsure and the picture stood still. A negative value before was never seen.
 * @param alpha, before rows of `stride` floats, a multiple of four
 * @param moved 0..1 per 2×2 pixels, rows of `stride / 2`
 */
export function leanOn(alpha: usize, before: usize, moved: usize, stride: i32, height: i32, strength: f32): void {
  const row = (<usize>stride) << 2;
  for (let y = 0; y < height; y++) {
    const cells = moved + <usize>(y >> 1) * (row >> 1);
    for (let x: usize = 0; x < row; x += 16) {
      const p = v128.load(alpha + x);
      const old = v128.load(before + x);
      const pair = v128.load64_zero(cells + (x >> 1));
      const still = f32x4.sub(f32x4.splat(1), v128.shuffle<f32>(pair, pair, 0, 0, 1, 1));
      const weight = f32x4.mul(f32x4.mul(uncertainty(p), f32x4.splat(strength)), still);
      const leaning = f32x4.add(p, f32x4.mul(f32x4.sub(old, p), weight));
      v128.store(alpha + x, v128.bitselect(leaning, p, f32x4.ge(old, f32x4.splat(0))));
    }
    alpha += row;
    before += row;
  }
}

/** What is not a number becomes 0. @param count a multiple of four */
export function onlyNumbers(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  for (let at = values; at < end; at += 16) {
    const value = v128.load(at);
    v128.store(at, v128.and(value, f32x4.eq(value, value)));
  }
}

/** Mean absolute difference over what both have seen; 0 where that is nothing. @param count a multiple of four; zeros fill up */
export function meanChange(now: usize, before: usize, count: i32, real: i32): f64 {
  let sum: f64 = 0;
  let unseen: i32 = 0;
  const end = (<usize>count) << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const old = v128.load(before + i);
    const seen = f32x4.ge(old, f32x4.splat(0));
    const off = v128.and(f32x4.abs(f32x4.sub(v128.load(now + i), old)), seen);
    sum += <f64>(
      (f32x4.extract_lane(off, 0) +
        f32x4.extract_lane(off, 1) +
        f32x4.extract_lane(off, 2) +
        f32x4.extract_lane(off, 3))
    );
    unseen += 4 - i32.popcnt(i32x4.bitmask(seen));
  }
  return unseen < real ? sum / <f64>(real - unseen) : 0;
}

/** Where a picture moved: smoothstep from `still` to `most` of the mean change of 3×3 cells. @param change room for one value a cell */
export function movement(
  now: usize,
  before: usize,
  change: usize,
  moved: usize,
  width: i32,
  height: i32,
  movedStride: i32,
  still: f32,
  most: f32,
): void {
  const count = (<usize>(width * height)) << 2;
  for (let i: usize = 0; i < count; i += 4)
    store<f32>(change + i, abs<f32>(load<f32>(now + i) - load<f32>(before + i)));
  for (let y = 0; y < height; y++) {
    const top = max(0, y - 1);
    const bottom = min(height - 1, y + 1);
    for (let x = 0; x < width; x++) {
      const left = max(0, x - 1);
      const right = min(width - 1, x + 1);
      let sum: f32 = 0;
      for (let v = top; v <= bottom; v++)
        for (let u = left; u <= right; u++) sum += load<f32>(change + ((<usize>(v * width + u)) << 2));
      const mean = sum / <f32>((bottom - top + 1) * (right - left + 1));
      const t = min<f32>(1, max<f32>(0, (mean - still) / (most - still)));
      store<f32>(moved + ((<usize>(y * movedStride + x)) << 2), t * t * (<f32>3 - <f32>2 * t));
    }
  }
}
