/**
 * The person mask as the alpha channel of the frame's own pixels. In software rendering this costs half of what drawing the mask
 * as a picture and pouring the frame into it does; everything else of the portrait is left to the canvas.
 */
import type { Mask } from '../../models/contract';
import { pictureInModel } from '../../models/math/letterbox';

/**
 * @param frame upright RGBA; its alpha is overwritten, its colours stay. Not a number counts as no person.
 * @param mask person probability 0..1, resampled bilinearly to the frame by its own placement
 * @throws RangeError where the mask was made for a frame of another size.
 */
export function cutOutPerson(frame: ImageData, { alpha, width, placement, height }: Mask): void {
  const { frame: expected } = placement;
  if (expected.width !== frame.width || expected.height !== frame.height) {
    throw new RangeError(
      `a mask for ${expected.width}×${expected.height} on a frame of ${frame.width}×${frame.height}`,
    );
  }
  const part = pictureInModel(placement);
  const columns = tapsOf(frame.width, part.x, part.width, width);
  const rows = tapsOf(frame.height, part.y, part.height, height);
  const line = new Float32Array(width);
  for (let y = 0; y < frame.height; y++) {
    blendLines(line, alpha, rows, y);
    writeLine(frame.data, y * frame.width * 4 + 3, line, columns);
  }
}

interface Taps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly weight: Float32Array;
}

/** Where the centres of `count` pixels fall in `start … start + length` of a line of `size` samples. */
function tapsOf(count: number, start: number, length: number, size: number): Taps {
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

// Inner loops of the frame path: the indices come from tables made for these very arrays.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function blendLines(line: Float32Array, alpha: Float32Array, rows: Taps, y: number): void {
  const top = rows.near[y]! * line.length;
  const bottom = rows.far[y]! * line.length;
  const down = rows.weight[y]!;
  for (let x = 0; x < line.length; x++) {
    line[x] = (alpha[top + x]! + (alpha[bottom + x]! - alpha[top + x]!) * down) * 255;
  }
}

function writeLine(data: Uint8ClampedArray, first: number, line: Float32Array, { near, far, weight }: Taps): void {
  for (let x = 0, o = first; x < near.length; x++, o += 4) {
    const left = line[near[x]!]!;
    data[o] = left + (line[far[x]!]! - left) * weight[x]!;
  }
}
