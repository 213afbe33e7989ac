/** A frame at a fraction of its size, as planes of floats. */
import type { Box, Size } from '../../models/contract';

/** Colours 0..1, each `width·height` values, row-major. */
export type Planes = readonly [Float32Array, Float32Array, Float32Array];

export function newPlanes({ width, height }: Size): Planes {
  const plane = (): Float32Array => new Float32Array(width * height);
  return [plane(), plane(), plane()];
}

/** Samples averaged per side of a small pixel: more do not show through a blur. */
const SAMPLES = 4;

// Inner loops of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

/**
 * Shrinks RGBA bytes: the mean of up to 4×4 samples spread over each small pixel.
 * @param planes of `size`
 * @param part of the frame, its pixels; all of it where left out
 */
export function shrink(
  frame: ImageData,
  size: Size,
  planes: Planes,
  part: Box = { x: 0, y: 0, width: frame.width, height: frame.height },
): void {
  const columns = samplesOf(frame.width, part.x, part.width, size.width);
  const rows = samplesOf(frame.height, part.y, part.height, size.height);
  const [red, green, blue] = planes;
  const { data } = frame;
  const scale = 1 / (255 * columns.each * rows.each);
  for (let y = 0, o = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, o++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let v = y * rows.each; v < (y + 1) * rows.each; v++) {
        const row = rows.at[v]! * frame.width;
        for (let u = x * columns.each; u < (x + 1) * columns.each; u++) {
          const i = (row + columns.at[u]!) * 4;
          r += data[i]!;
          g += data[i + 1]!;
          b += data[i + 2]!;
        }
      }
      red[o] = r * scale;
      green[o] = g * scale;
      blue[o] = b * scale;
    }
  }
}

/** Source positions, `each` to every small pixel, evenly spread over `length` of them from `start`. */
function samplesOf(
  from: number,
  start: number,
  length: number,
  to: number,
): { readonly at: Int32Array; readonly each: number } {
  const each = Math.min(SAMPLES, Math.max(1, Math.floor(length / to)));
  const at = Int32Array.from({ length: to * each }, (_, i) =>
    Math.min(from - 1, Math.floor(start + ((i + 0.5) * length) / (to * each))),
  );
  return { at, each };
}
