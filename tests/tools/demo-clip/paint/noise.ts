/** Seeded randomness and smooth value noise: the clip must come out the same on every machine. */

/** Uniform numbers in [0, 1) from a 32-bit seed (a small xorshift-multiply generator). */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state >>> 0, 0x2545f491) >>> 0) / 4294967296;
  };
}

function lattice(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647 - 6971);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const fade = (t: number): number => t * t * (3 - 2 * t);

/** Value noise in [-1, 1] at a point; one lattice cell per unit. */
export function noise3(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const u = fade(x - ix);
  const v = fade(y - iy);
  const w = fade(z - iz);
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const dx = corner & 1;
    const dy = (corner >> 1) & 1;
    const dz = corner >> 2;
    const weight = (dx ? u : 1 - u) * (dy ? v : 1 - v) * (dz ? w : 1 - w);
    sum += weight * lattice(ix + dx, iy + dy, iz + dz);
  }
  return sum * 2 - 1;
}

/** A few octaves of `noise3`, each half as strong and twice as fine; about [-1, 1]. */
export function fractalNoise(x: number, y: number, z: number, octaves = 4): number {
  let sum = 0;
  let amplitude = 0.5;
  for (let octave = 0, f = 1; octave < octaves; octave++, f *= 2.03, amplitude *= 0.5) {
    sum += amplitude * noise3(x * f, y * f, z * f);
  }
  return sum;
}

/** The i-th point of the (2, 3) Halton sequence in the unit square: even coverage for few samples. */
export function halton(index: number, base: number): number {
  let result = 0;
  let fraction = 1;
  for (let i = index; i > 0; i = Math.floor(i / base)) {
    fraction /= base;
    result += fraction * (i % base);
  }
  return result;
}
