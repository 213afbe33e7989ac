/** Masks at the frame's own size, as the lab compares them. */
import type { Mask, Size } from '../../models/contract';
import type { BitMask } from '../../models/metrics/mask-scores';
import { bilinearTaps } from '../cpu/bilinear-taps';

/** A network's mask drawn up to its frame, bilinear: `frame.width·frame.height` probabilities; 0 outside the network's view. */
export function upsampled({ alpha, width, height, placement }: Mask): Float32Array {
  const { frame, scaleX, scaleY, offsetX, offsetY } = placement;
  const columns = bilinearTaps(frame.width, width, (x) => x * scaleX + offsetX);
  const rows = bilinearTaps(frame.height, height, (y) => y * scaleY + offsetY);
  const out = new Float32Array(frame.width * frame.height);
  const at = (row: number | undefined, column: number | undefined): number =>
    alpha[(row ?? 0) * width + (column ?? 0)] ?? 0;
  for (let y = rows.first; y < rows.end; y++) {
    const [top, bottom, down] = [rows.near[y], rows.far[y], rows.weight[y] ?? 0];
    for (let x = columns.first; x < columns.end; x++) {
      const [near, far, right] = [columns.near[x], columns.far[x], columns.weight[x] ?? 0];
      const above = at(top, near) + (at(top, far) - at(top, near)) * right;
      const below = at(bottom, near) + (at(bottom, far) - at(bottom, near)) * right;
      out[y * frame.width + x] = above + (below - above) * down;
    }
  }
  return out;
}

/** The alpha channel, 0..1. */
export function alphaOf({ data, width, height }: ImageData): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => (data[i * 4 + 3] ?? 0) / 255);
}

/** Person where the probability is at least ½. */
export function bitsOf(probabilities: Float32Array, { width, height }: Size): BitMask {
  return { bits: Uint8Array.from(probabilities, (p) => Number(p >= 0.5)), width, height };
}

/** A black-and-white picture of a mask: what is white, and which pixels are one or the other, not between. */
export function truthOf({ data, width, height }: ImageData): { person: BitMask; decided: BitMask } {
  const levels = Uint8Array.from({ length: width * height }, (_, i) => data[i * 4] ?? 0);
  const bits = (test: (level: number) => boolean): BitMask => ({
    bits: levels.map((level) => Number(test(level))),
    width,
    height,
  });
  return { person: bits((v) => v > 191), decided: bits((v) => v < 64 || v > 191) };
}
