/** A row of a network's input from two rows of a picture: resampled (bilinear), converted, normalised. */
import { lerp, pixelAt } from './lanes';

function bytesAt(row: usize, offsets: usize): v128 {
  let bytes = v128.load8_lane(row + load<i32>(offsets), i32x4.splat(0), 0);
  bytes = v128.load8_lane(row + load<i32>(offsets, 4), bytes, 4);
  bytes = v128.load8_lane(row + load<i32>(offsets, 8), bytes, 8);
  return f32x4.convert_i32x4_u(v128.load8_lane(row + load<i32>(offsets, 12), bytes, 12));
}

/** Each byte and the one after it, blended. */
function pairsAt(row: usize, offsets: usize, right: v128): v128 {
  let pairs = v128.load16_lane(row + load<i32>(offsets), i32x4.splat(0), 0);
  pairs = v128.load16_lane(row + load<i32>(offsets, 4), pairs, 2);
  pairs = v128.load16_lane(row + load<i32>(offsets, 8), pairs, 4);
  pairs = v128.load16_lane(row + load<i32>(offsets, 12), pairs, 6);
  const first = f32x4.convert_i32x4_u(v128.and(pairs, i32x4.splat(0xff)));
  return lerp(first, f32x4.convert_i32x4_u(i32x4.shr_u(pairs, 8)), right);
}

/** To 0..255, as a canvas clamps what saturated colours exceed; then to the input's scale (two floats: factor and summand). */
function normalised(value: v128, scale: usize): v128 {
  const colour = f32x4.min(f32x4.max(value, f32x4.splat(0)), f32x4.splat(255));
  return f32x4.add(f32x4.mul(colour, v128.load32_splat(scale)), v128.load32_splat(scale, 4));
}

/**
 * From 4:2:0 planes. Luma is resampled; chroma, of half the resolution already, takes its nearest sample.
 * @param top two luma rows, `bottom` weighing `down`
 * @param u rows of the chroma planes
 * @param taps four arrays of `count` values: byte offsets of the left and the right neighbours, weights of the right ones, offsets
 * in the chroma rows
 * @param paired not 0: every right neighbour is the next byte, which is read beside a left one that weighs all
 * @param count pixels, a multiple of four
 * @param colour floats: black, y, rv, gu, gv, bu of a `YuvMatrix`, then factor and summand for red, green and blue
 * @param red where the channels' rows go
 */
export function sampleYuvRow(
  top: usize,
  bottom: usize,
  down: f32,
  u: usize,
  v: usize,
  taps: usize,
  count: i32,
  paired: i32,
  colour: usize,
  red: usize,
  green: usize,
  blue: usize,
): void {
  const bytes = (<usize>count) << 2;
  const below = f32x4.splat(down);
  const middle = f32x4.splat(128);
  const black = v128.load32_splat(colour);
  const y = v128.load32_splat(colour, 4);
  const rv = v128.load32_splat(colour, 8);
  const gu = v128.load32_splat(colour, 12);
  const gv = v128.load32_splat(colour, 16);
  const bu = v128.load32_splat(colour, 20);
  for (let i: usize = 0; i < bytes; i += 16) {
    const near = taps + i;
    const far = near + bytes;
    const right = v128.load(far + bytes);
    const chroma = far + 2 * bytes;
    let above: v128;
    let under: v128;
    if (paired) {
      above = pairsAt(top, near, right);
      under = pairsAt(bottom, near, right);
    } else {
      above = lerp(bytesAt(top, near), bytesAt(top, far), right);
      under = lerp(bytesAt(bottom, near), bytesAt(bottom, far), right);
    }
    const luma = f32x4.mul(f32x4.sub(lerp(above, under, below), black), y);
    const du = f32x4.sub(bytesAt(u, chroma), middle);
    const dv = f32x4.sub(bytesAt(v, chroma), middle);
    const g = f32x4.add(luma, f32x4.add(f32x4.mul(gu, du), f32x4.mul(gv, dv)));
    v128.store(red + i, normalised(f32x4.add(luma, f32x4.mul(rv, dv)), colour + 24));
    v128.store(green + i, normalised(g, colour + 32));
    v128.store(blue + i, normalised(f32x4.add(luma, f32x4.mul(bu, du)), colour + 40));
  }
}

/**
 * From four bytes a pixel, of which the first three count.
 * @param taps three arrays of `count` values, as above
 * @param colour four factors, then four summands, in the order of the bytes
 * @param first where the rows of the first, second and third byte's channel go
 */
export function sampleRgbaRow(
  top: usize,
  bottom: usize,
  down: f32,
  taps: usize,
  count: i32,
  colour: usize,
  first: usize,
  second: usize,
  third: usize,
): void {
  const bytes = (<usize>count) << 2;
  const below = f32x4.splat(down);
  const factor = v128.load(colour);
  const summand = v128.load(colour, 16);
  for (let i: usize = 0; i < bytes; i += 4) {
    const near = load<i32>(taps + i);
    const far = load<i32>(taps + bytes + i);
    const right = v128.load32_splat(taps + 2 * bytes + i);
    const above = lerp(pixelAt(top + near), pixelAt(top + far), right);
    const under = lerp(pixelAt(bottom + near), pixelAt(bottom + far), right);
    const value = f32x4.add(f32x4.mul(lerp(above, under, below), factor), summand);
    store<f32>(first + i, f32x4.extract_lane(value, 0));
    store<f32>(second + i, f32x4.extract_lane(value, 1));
    store<f32>(third + i, f32x4.extract_lane(value, 2));
  }
}
