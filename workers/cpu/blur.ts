/**
 * The background blurred from background alone: every pixel counts by how surely it is background, and the sum is divided by what
 * counted. So the person's colours do not bleed into what surrounds them, as they do where a whole picture is blurred.
 */
import type { Size } from '../../models/contract';
import type { BlurPlan } from '../blur-plan';
import { boxMean } from './box-mean';

/** Colours 0..1, each `width·height` values, row-major. */
export type Planes = readonly [Float32Array, Float32Array, Float32Array];

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const BLUR = {
  /** Person-ness above which a pixel does not count: a small pixel on the edge holds some of the person. */
  personAbove: 0.5,
  /** The least a pixel counts: deep inside the person there is no background to be seen, and no hole either. */
  least: 1e-4,
} as const;

/** How much a pixel counts as background. @param alpha person-ness 0..1 */
export function backgroundWeight(alpha: number): number {
  const rest = Math.max(0, 1 - alpha / BLUR.personAbove);
  return Math.max(BLUR.least, rest * rest);
}

export class Blur {
  #length = 0;
  #buffers: Float32Array[] = [];

  /**
   * Blurs in place.
   * @param planes of `plan.size`
   * @param weights how much each pixel counts (`backgroundWeight`), overwritten; undefined: all alike
   */
  run(planes: Planes, weights: Float32Array | undefined, { size, shape, radii }: BlurPlan): void {
    const weight = weights ?? this.#ones(size.width * size.height);
    // Light adds up, not its square root: bright points of a disc stay bright (gamma 2 for 2.2).
    if (shape === 'disc') for (const plane of planes) square(plane);
    for (const plane of planes) multiply(plane, weight);
    for (const plane of [...planes, weight]) this.#spread(plane, shape, radii, size);
    for (const plane of planes) divide(plane, weight);
    if (shape === 'disc') for (const plane of planes) root(plane);
  }

  #spread(plane: Float32Array, shape: BlurPlan['shape'], radii: readonly number[], size: Size): void {
    const [out, scratch] = this.#pair(plane.length);
    for (const radius of radii) {
      if (shape === 'disc') discMean(plane, out, { ...size, radius });
      else boxMean(plane, out, scratch, { ...size, radius });
      plane.set(out);
    }
  }

  #pair(length: number): readonly [Float32Array, Float32Array] {
    if (this.#length !== length) {
      this.#length = length;
      this.#buffers = [0, 1, 2].map(() => new Float32Array(length));
    }
    const [out, scratch] = this.#buffers;
    if (!out || !scratch) throw new Error('no buffers');
    return [out, scratch];
  }

  #ones(length: number): Float32Array {
    this.#pair(length);
    return (this.#buffers[2] ?? new Float32Array(length)).fill(1);
  }
}

/** Half the chord of a disc at each distance from its middle, whole pixels. */
export function chords(radius: number): readonly number[] {
  // Half a pixel more, so that small discs look round.
  return Array.from({ length: radius + 1 }, (_, dy) => Math.floor(Math.sqrt((radius + 0.5) ** 2 - dy * dy)));
}

// Inner loops of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

/**
 * Mean over a disc; near the border, of the part of it inside. One running sum per row of the disc.
 * @param out another array
 */
export function discMean(
  plane: Float32Array,
  out: Float32Array,
  { width, height, radius }: Size & { readonly radius: number },
): void {
  const half = chords(radius);
  const counts = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const first = y * width;
    out.fill(0, first, first + width);
    counts.fill(0);
    for (let dy = -Math.min(radius, y); dy <= Math.min(radius, height - 1 - y); dy++) {
      const reach = half[Math.abs(dy)]!;
      const row = first + dy * width;
      let sum = 0;
      for (let x = 0; x < Math.min(reach, width); x++) sum += plane[row + x]!;
      for (let x = 0; x < width; x++) {
        if (x + reach < width) sum += plane[row + x + reach]!;
        if (x - reach - 1 >= 0) sum -= plane[row + x - reach - 1]!;
        out[first + x]! += sum;
        counts[x]! += Math.min(width - 1, x + reach) - Math.max(0, x - reach) + 1;
      }
    }
    for (let x = 0; x < width; x++) out[first + x]! /= counts[x]!;
  }
}

function multiply(plane: Float32Array, by: Float32Array): void {
  for (let i = 0; i < plane.length; i++) plane[i]! *= by[i]!;
}

function divide(plane: Float32Array, by: Float32Array): void {
  // Running sums may leave a rounding error where nothing counted.
  for (let i = 0; i < plane.length; i++) plane[i]! /= Math.max(by[i]!, BLUR.least / 2);
}

function square(plane: Float32Array): void {
  for (let i = 0; i < plane.length; i++) plane[i]! *= plane[i]!;
}

function root(plane: Float32Array): void {
  for (let i = 0; i < plane.length; i++) plane[i] = Math.sqrt(Math.max(0, plane[i]!));
}
