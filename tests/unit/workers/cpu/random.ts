/** Reproducible random pictures and masks for the portrait's steps. */
import type { Mask, Placement, Size } from '../../../../models/contract';
import { place } from '../../../../models/math/letterbox';
import { guideSize, type MaskGuide } from '../../../../workers/cpu/mask-guide';

/** Uniform in 0..1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomPlane(length: number, seed: number): Float32Array {
  const random = randomOf(seed);
  return Float32Array.from({ length }, random);
}

export function randomGuide(input: Size, seed: number): MaskGuide {
  const size = guideSize(input);
  const plane = (offset: number): Float32Array => randomPlane(size.width * size.height, seed + offset);
  return { ...size, red: plane(1), green: plane(2), blue: plane(3) };
}

export function maskOf(alpha: Float32Array, size: Size, placement: Placement = place(size, size, 'stretch')): Mask {
  return { alpha, width: size.width, height: size.height, placement };
}

/** What the passes use of a browser's ImageData. */
export function imageOf(width: number, height: number, byteAt: (index: number) => number): ImageData {
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : byteAt(i)));
  return { width, height, data } as unknown as ImageData;
}
