/**
 * Person over blurred background, pixel by pixel: out = blurred + (frame − blurred) · alpha. In software rendering this one pass
 * over the frame costs less than the four full-size canvas operations that say the same.
 */
import type { Mask, Size } from '../../models/contract';
import { pictureInModel } from '../../models/math/letterbox';

/** A small RGBA picture that stands for the blurred frame. */
export interface SmallPicture extends Size {
  readonly data: Uint8ClampedArray;
}

/** Alphas nearer to 0 or 1 than this change no 8-bit channel by a whole step. */
const NOTHING = 1 / 512;

/**
 * Writes the result over the frame's own pixels.
 * @param frame upright RGBA, its alpha ignored and set to opaque
 * @param blurred stretched over the whole frame, bilinear
 * @param mask person probability 0..1, bilinear, placed by its own placement
 * @throws RangeError where the mask's placement speaks of a frame of another size.
 */
export function compositePortrait(frame: ImageData, blurred: SmallPicture, mask: Mask): void {
  const { width, height } = frame;
  const { placement, alpha } = mask;
  if (placement.frame.width !== width || placement.frame.height !== height) {
    throw new RangeError(
      `a mask for ${placement.frame.width}×${placement.frame.height} on a frame of ${width}×${height}`,
    );
  }
  const part = pictureInModel(placement);
  const maskX = taps(width, part.x, part.width, mask.width);
  const maskY = taps(height, part.y, part.height, mask.height);
  const blurX = taps(width, 0, blurred.width, blurred.width);
  const blurY = taps(height, 0, blurred.height, blurred.height);
  const alphaRow = new Float32Array(mask.width);
  const blurRow = new Float32Array(blurred.width * 3);
  const pixels = new Uint32Array(frame.data.buffer, frame.data.byteOffset, width * height);
  for (let y = 0; y < height; y++) {
    blendRow(alphaRow, alpha, maskY, y, mask.width);
    blendRgbRow(blurRow, blurred, blurY, y);
    const row = { start: y * width, count: width };
    compositeRow(pixels, row, { alphaRow, maskX, blurRow, blurX });
  }
}

interface Taps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly weight: Float32Array;
}

/** Where `count` pixels fall in `start … start+length` of a row of `size` samples. */
function taps(count: number, start: number, length: number, size: number): Taps {
  const near = new Int32Array(count);
  const far = new Int32Array(count);
  const weight = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const position = Math.min(size - 1, Math.max(0, start + ((i + 0.5) * length) / count - 0.5));
    near[i] = Math.floor(position);
    far[i] = Math.min(size - 1, Math.floor(position) + 1);
    weight[i] = position - Math.floor(position);
  }
  return { near, far, weight };
}

// Inner loops of the frame path: indices come from tables made for these very arrays.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function blendRow(out: Float32Array, source: Float32Array, rows: Taps, y: number, width: number): void {
  const top = rows.near[y]! * width;
  const bottom = rows.far[y]! * width;
  const down = rows.weight[y]!;
  for (let x = 0; x < width; x++) out[x] = source[top + x]! + (source[bottom + x]! - source[top + x]!) * down;
}

function blendRgbRow(out: Float32Array, { data, width }: SmallPicture, rows: Taps, y: number): void {
  const top = rows.near[y]! * width * 4;
  const bottom = rows.far[y]! * width * 4;
  const down = rows.weight[y]!;
  for (let x = 0, i = 0; x < width * 4; x += 4, i += 3) {
    out[i] = data[top + x]! + (data[bottom + x]! - data[top + x]!) * down;
    out[i + 1] = data[top + x + 1]! + (data[bottom + x + 1]! - data[top + x + 1]!) * down;
    out[i + 2] = data[top + x + 2]! + (data[bottom + x + 2]! - data[top + x + 2]!) * down;
  }
}

interface RowSources {
  readonly alphaRow: Float32Array;
  readonly maskX: Taps;
  readonly blurRow: Float32Array;
  readonly blurX: Taps;
}

/** `pixels` holds red in its lowest byte: every platform a browser runs on is little-endian. */
function compositeRow(
  pixels: Uint32Array,
  row: { start: number; count: number },
  { alphaRow, maskX, blurRow, blurX }: RowSources,
): void {
  const { near: maskNear, far: maskFar, weight: maskWeight } = maskX;
  const { near: blurNear, far: blurFar, weight: blurWeight } = blurX;
  for (let x = 0, o = row.start; x < row.count; x++, o++) {
    const first = alphaRow[maskNear[x]!]!;
    const a = first + (alphaRow[maskFar[x]!]! - first) * maskWeight[x]!;
    if (a > 1 - NOTHING) {
      pixels[o] = pixels[o]! | 0xff000000;
      continue;
    }
    const i = blurNear[x]! * 3;
    const j = blurFar[x]! * 3;
    const t = blurWeight[x]!;
    let r = blurRow[i]! + (blurRow[j]! - blurRow[i]!) * t;
    let g = blurRow[i + 1]! + (blurRow[j + 1]! - blurRow[i + 1]!) * t;
    let b = blurRow[i + 2]! + (blurRow[j + 2]! - blurRow[i + 2]!) * t;
    // A mask of NaN is no person: the comparison is false, and the background stays blurred.
    if (a >= NOTHING) {
      const pixel = pixels[o]!;
      r += ((pixel & 255) - r) * a;
      g += (((pixel >> 8) & 255) - g) * a;
      b += (((pixel >> 16) & 255) - b) * a;
    }
    pixels[o] = 0xff000000 | ((b + 0.5) << 16) | ((g + 0.5) << 8) | (r + 0.5);
  }
}
