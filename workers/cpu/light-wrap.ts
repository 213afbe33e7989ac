/**
 * Light of the background on the person's edge, as it would fall in the room shown: the background blurred under the inverse of
 * the mask (Brinkmann, "The Art and Science of Digital Compositing", 2nd ed., "light wrap"), screened over the person's colours.
 */
import type { Size } from '../../models/contract';
import { bilinearTaps } from './bilinear-taps';
import type { Planes } from './blur';
import { boxMean } from './box-mean';

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

/**
 * @param planes the background at `size`; overwritten with the light, fading into the person
 * @param alpha person-ness at `size`
 */
export function lightOf(planes: Planes, alpha: Float32Array, size: Size): void {
  const radius = lightRadius(size);
  const [out, scratch] = [new Float32Array(alpha.length), new Float32Array(alpha.length)];
  for (const plane of planes) {
    for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] ?? 0) * (1 - (alpha[i] ?? 0)) * LIGHT_WRAP.amount;
    boxMean(plane, out, scratch, { ...size, radius });
    boxMean(out, plane, scratch, { ...size, radius });
  }
}

/** Dimmer light than one grey level changes nothing. */
const DARK = 1 / 255;

// Inner loop of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

/** Screens the light over the person: c' = 1 − (1 − c)(1 − light). @param person RGBA, alpha 0 where there is no person */
export function wrapLight(person: ImageData, [red, green, blue]: Planes, size: Size): void {
  const columns = bilinearTaps(person.width, size.width, (x) => (x * size.width) / person.width);
  const rows = bilinearTaps(person.height, size.height, (y) => (y * size.height) / person.height);
  const { data } = person;
  const line = new Float32Array(size.width * 3);
  for (let y = 0; y < person.height; y++) {
    const [top, bottom, down] = [rows.near[y]! * size.width, rows.far[y]! * size.width, rows.weight[y]!];
    for (let x = 0; x < size.width; x++) {
      line[x * 3] = red[top + x]! + (red[bottom + x]! - red[top + x]!) * down;
      line[x * 3 + 1] = green[top + x]! + (green[bottom + x]! - green[top + x]!) * down;
      line[x * 3 + 2] = blue[top + x]! + (blue[bottom + x]! - blue[top + x]!) * down;
    }
    for (let x = 0, o = y * person.width * 4; x < person.width; x++, o += 4) {
      if (data[o + 3] === 0) continue;
      const near = columns.near[x]! * 3;
      const far = columns.far[x]! * 3;
      if (line[near]! + line[near + 1]! + line[near + 2]! + line[far]! + line[far + 1]! + line[far + 2]! < DARK)
        continue;
      const right = columns.weight[x]!;
      for (let c = 0; c < 3; c++) {
        const light = line[near + c]! + (line[far + c]! - line[near + c]!) * right;
        data[o + c] = data[o + c]! + (255 - data[o + c]!) * light;
      }
    }
  }
}
