/** Four numbers at a time. */

export function lerp(a: v128, b: v128, t: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), t));
}

/** Four bytes → four floats 0..255. */
export function pixelAt(address: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(address))));
}

/** Four floats, rounded and clamped to 0..255 as a `Uint8ClampedArray` does it. */
export function storePixel(address: usize, value: v128): void {
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(value));
  const shorts = i16x8.narrow_i32x4_s(whole, whole);
  v128.store32_lane(address, i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

export function sumOf(value: v128): f32 {
  const pairs = f32x4.add(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The first two and the last two of four floats, as doubles: for running sums, whose rounding would grow along a row. */
export function firstTwo(value: v128): v128 {
  return f64x2.promote_low_f32x4(value);
}

export function lastTwo(value: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3));
}

export function toFloats(first: v128, last: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(last), 0, 1, 4, 5);
}
