/** Repeatable random tensors for decoder tests. */
import type { RawTensor } from '../../../models/contract';

/** mulberry32: a small generator with a seed, uniform in 0..1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function tensor(dims: readonly number[], next: () => number): RawTensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return { data: Float32Array.from({ length }, next), dims };
}

/** Scores as a network gives them: nearly all close to 0, a few high. */
export function sparse(random: () => number, share: number): () => number {
  return () => (random() < share ? random() : 0.02 * random());
}
