/** How much a mask's edge trembles while nobody moves. */
import type { Size } from '../contract';

/** Pixels this close to the edge count, Chebyshev distance. */
const BAND_PX = 2;

/**
 * Flicker score: mean absolute change from each mask to the next, over the pixels along the edge; 0 is still, 1 the most.
 * The edge is where the mean mask of the clip crosses ½, and two pixels to either side.
 *
 * @param masks probabilities 0..1 of a clip in which nothing moves, each `width·height` values, at least two
 * @returns 0 where the clip has no edge
 * @throws RangeError for fewer than two masks or one of another size.
 */
export function flickerScore(masks: readonly Float32Array[], { width, height }: Size): number {
  if (masks.length < 2) throw new RangeError(`${masks.length} masks: a change needs two`);
  for (const { length } of masks)
    if (length !== width * height) throw new RangeError(`a mask of ${length} values for ${width}×${height}`);
  const edge = edgeBand(meanOf(masks), { width, height });
  if (edge.length === 0) return 0;
  let sum = 0;
  masks.forEach((mask, t) => {
    const before = masks[t - 1];
    if (before) for (const i of edge) sum += Math.abs((mask[i] ?? 0) - (before[i] ?? 0));
  });
  return sum / (edge.length * (masks.length - 1));
}

function meanOf(masks: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(masks[0]?.length ?? 0);
  for (const mask of masks)
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (mask[i] ?? 0) / masks.length;
  return mean;
}

function edgeBand(mean: Float32Array, { width, height }: Size): number[] {
  const band: number[] = [];
  const inside = (x: number, y: number): boolean => (mean[y * width + x] ?? 0) >= 0.5;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [some, all] = [false, true];
      for (let v = Math.max(0, y - BAND_PX); v <= Math.min(height - 1, y + BAND_PX); v++) {
        for (let u = Math.max(0, x - BAND_PX); u <= Math.min(width - 1, x + BAND_PX); u++) {
          if (inside(u, v)) some = true;
          else all = false;
        }
      }
      if (some && !all) band.push(y * width + x);
    }
  }
  return band;
}
