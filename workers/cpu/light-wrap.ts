/**
 * Light of the background on the person's edge, as it would fall in the room shown: the background blurred under the inverse of
 * the mask (Brinkmann, "The Art and Science of Digital Compositing", 2nd ed., "light wrap"), screened over the person's colours.
 */
import type { Size } from '../../models/contract';
import { bilinearTaps } from './bilinear-taps';

export const LIGHT_WRAP = {
  /** How much of the light shows. */
  amount: 0.4,
  /** Reach of the light: window radius as a share of the long side; two box means. */
  reach: 0.025,
} as const;

/** Window radius of the light's box means on a picture of that size, pixels. */
export function lightRadius({ width, height }: Size): number {
  return Math.max(1, Math.round(LIGHT_WRAP.reach * Math.max(width, height)));
}

/** Dimmer light than one grey level changes nothing. */
const DARK = 1 / 255;
/** Floats of a cell of light. */
const CELL = 4;

// Inner loop of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

/**
 * Screens the light over the person: c' = 1 − (1 − c)(1 − light).
 * @param person RGBA, alpha 0 where there is no person
 * @param light four floats a cell of `size`, of which three count: red, green, blue 0..1
 */
export function wrapLight(person: ImageData, light: Float32Array, size: Size): void {
  const columns = bilinearTaps(person.width, size.width, (x) => (x * size.width) / person.width);
  const rows = bilinearTaps(person.height, size.height, (y) => (y * size.height) / person.height);
  const { data } = person;
  const line = new Float32Array(size.width * CELL);
  for (let y = 0; y < person.height; y++) {
    const [top, bottom, down] = [rows.near[y]! * line.length, rows.far[y]! * line.length, rows.weight[y]!];
    for (let i = 0; i < line.length; i++) line[i] = light[top + i]! + (light[bottom + i]! - light[top + i]!) * down;
    for (let x = 0, o = y * person.width * 4; x < person.width; x++, o += 4) {
      if (data[o + 3] === 0) continue;
      const near = columns.near[x]! * CELL;
      const far = columns.far[x]! * CELL;
      if (line[near]! + line[near + 1]! + line[near + 2]! + line[far]! + line[far + 1]! + line[far + 2]! < DARK)
        continue;
      const right = columns.weight[x]!;
      for (let c = 0; c < 3; c++) {
        const more = line[near + c]! + (line[far + c]! - line[near + c]!) * right;
        data[o + c] = data[o + c]! + (255 - data[o + c]!) * more;
      }
    }
  }
}
