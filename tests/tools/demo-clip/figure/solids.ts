/** Signed distances (metres, negative inside) of the shapes a body is blended from. */

export type Point = readonly [number, number, number];
export type Distance = (x: number, y: number, z: number) => number;

export const sphere =
  (c: Point, r: number): Distance =>
  (x, y, z) =>
    Math.hypot(x - c[0], y - c[1], z - c[2]) - r;

/** First-order distance to an axis-aligned ellipsoid: exact on the surface, good near it. */
export function ellipsoid(c: Point, r: Point): Distance {
  const [ix, iy, iz] = [1 / r[0], 1 / r[1], 1 / r[2]];
  const least = Math.min(...r);
  return (x, y, z) => {
    const px = (x - c[0]) * ix;
    const py = (y - c[1]) * iy;
    const pz = (z - c[2]) * iz;
    const unit = Math.sqrt(px * px + py * py + pz * pz);
    if (unit < 1e-6) return -least;
    const slope = Math.sqrt(px * px * ix * ix + py * py * iy * iy + pz * pz * iz * iz);
    return (unit * (unit - 1)) / slope;
  };
}

/** A limb: radius `ra` at `a`, tapering to `rb` at `b`. `flat` < 1 squeezes it along z. */
export function limb(a: Point, b: Point, ra: number, rb: number, flat = 1): Distance {
  const [dx, dy, dz] = [b[0] - a[0], b[1] - a[1], (b[2] - a[2]) / flat];
  const inverse = 1 / (dx * dx + dy * dy + dz * dz);
  return (x, y, z) => {
    const px = x - a[0];
    const py = y - a[1];
    const pz = (z - a[2]) / flat;
    const t = Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) * inverse));
    const gap = Math.hypot(px - t * dx, py - t * dy, pz - t * dz) - (ra + t * (rb - ra));
    return gap * Math.min(1, flat);
  };
}

/** Union whose seam is rounded over about `k` metres. */
export function blend(a: number, b: number, k: number): number {
  const h = Math.max(0, 1 - Math.abs(a - b) / k);
  return Math.min(a, b) - h * h * k * 0.25;
}

/** `a` without `b`, the edge rounded over about `k` metres. */
export const carve = (a: number, b: number, k: number): number => -blend(-a, b, k);

/** The part of `a` also inside `b`. */
export const within = (a: number, b: number, k: number): number => -blend(-a, -b, k);

/** A shape moved by one bone; `k` is how softly it joins what came before. */
export interface Muscle {
  readonly bone: string;
  readonly distance: Distance;
  readonly k: number;
}

/** All muscles blended in order. */
export function blended(muscles: readonly Muscle[]): Distance {
  return (x, y, z) => {
    let d = Infinity;
    for (const muscle of muscles) {
      const own = muscle.distance(x, y, z);
      d = d === Infinity ? own : blend(d, own, muscle.k);
    }
    return d;
  };
}
