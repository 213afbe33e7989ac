/** Clothes and hands: each garment is a blend of muscles, cut at its hems and creased where limbs fold. */
import type * as THREE from 'three';
import { fractalNoise, noise3 } from '../paint/noise.ts';
import { skin, joint } from './skeleton.ts';
import {
  blend,
  blended,
  carve,
  ellipsoid,
  limb,
  sphere,
  within,
  type Distance,
  type Muscle,
  type Point,
} from './solids.ts';
import { surface } from './surface-nets.ts';

const SIDES = [
  ['L', 1],
  ['R', -1],
] as const;

const lerp = (a: Point, b: Point, t: number): Point => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

export function sweater(cell: number): THREE.BufferGeometry {
  const torso: Muscle[] = [
    { bone: 'chest', distance: ellipsoid([0, 1.29, 0.0], [0.172, 0.19, 0.112]), k: 0.05 },
    { bone: 'chest', distance: limb([-0.115, 1.385, -0.012], [0.115, 1.385, -0.012], 0.056, 0.056), k: 0.08 },
    { bone: 'chest', distance: limb([0, 1.385, -0.012], [0, 1.44, -0.015], 0.085, 0.066), k: 0.07 },
    { bone: 'spine', distance: ellipsoid([0, 1.1, 0.002], [0.158, 0.19, 0.112]), k: 0.09 },
    { bone: 'hips', distance: ellipsoid([0, 0.95, 0.0], [0.17, 0.12, 0.124]), k: 0.07 },
  ];
  const sleeves: Muscle[] = SIDES.flatMap(([side]) => {
    const [a, b, c] = [joint(`arm${side}`), joint(`forearm${side}`), joint(`hand${side}`)];
    return [
      { bone: `arm${side}`, distance: limb(a, b, 0.06, 0.05), k: 0.05 },
      { bone: `forearm${side}`, distance: limb(b, lerp(b, c, 0.96), 0.05, 0.04), k: 0.03 },
    ];
  });
  const muscles = [...torso, ...sleeves];
  const trunk = blended(torso);
  const arms = blended(sleeves);
  const cuffs = SIDES.map(([side]) => {
    const [b, c] = [joint(`forearm${side}`), joint(`hand${side}`)];
    return limb(lerp(b, c, 0.86), lerp(b, c, 0.97), 0.042, 0.04);
  });
  const neckHole = limb([0, 1.425, -0.012], [0, 1.6, -0.002], 0.058, 0.07);
  const collar: Distance = (x, y, z) => {
    const tilt = y - 1.443 - z * -0.34;
    return Math.hypot(Math.hypot(x, z * 0.96 + 0.012) - 0.068, tilt) - 0.0125;
  };
  const shape: Distance = (x, y, z) => {
    // Folds hang from the shoulders, gather above the hem and ring the elbows.
    const hang = fractalNoise(x * 16, y * 5, z * 16 + 3, 3) * 0.008;
    const gather =
      Math.exp(-(((y - 1.0) / 0.07) ** 2)) * 0.007 * Math.sin(y * 120 + 7 * noise3(x * 7, y * 4, z * 7) * 2);
    const body = blend(trunk(x, y, z), Infinity, 0.05) + hang * Math.min(1, Math.max(0, (1.38 - y) * 8)) + gather;
    const elbow = Math.exp(-(((y - 1.13) / 0.09) ** 2)) + 0.8 * Math.exp(-(((y - 0.96) / 0.05) ** 2));
    const ring =
      0.0042 * elbow * Math.sin(y * 170 + 4 * noise3(x * 12, y * 9, z * 14)) +
      0.004 * fractalNoise(x * 20, y * 14, z * 20, 2);
    let d = blend(body, arms(x, y, z) + ring, 0.016);
    d = within(d, 0.9 - y, 0.012);
    const hemBand = ellipsoidBand(x, y, z);
    d = blend(d, hemBand, 0.006);
    for (const cuff of cuffs) d = blend(d, cuff(x, y, z), 0.006);
    d = carve(d, neckHole(x, y, z), 0.012);
    d = blend(d, collar(x, y, z), 0.008);
    const rib = Math.max(0, Math.min(1, (0.945 - y) * 90));
    return d + rib * 0.0008 * Math.sin(Math.atan2(z, x) * 110);
  };
  const geometry = surface(shape, [-0.34, 0.86, -0.17], [0.34, 1.53, 0.17], cell);
  skin(geometry, muscles, 0.02);
  return geometry;
}

/** The ribbed band at the sweater's hem. */
function ellipsoidBand(x: number, y: number, z: number): number {
  const ring = (Math.hypot(x / 0.163, z / 0.121) - 1) * 0.125;
  return within(ring, Math.abs(y - 0.918) - 0.024, 0.012);
}

export function trousers(cell: number): THREE.BufferGeometry {
  const muscles: Muscle[] = [
    { bone: 'hips', distance: ellipsoid([0, 0.94, -0.004], [0.155, 0.13, 0.112]), k: 0.05 },
    { bone: 'hips', distance: ellipsoid([0, 0.88, -0.035], [0.145, 0.09, 0.085]), k: 0.05 },
    ...SIDES.flatMap(([side, s]) => [
      {
        bone: `thigh${side}`,
        distance: limb([s * 0.085, 0.86, -0.002], [s * 0.097, 0.49, 0.006], 0.09, 0.066),
        k: 0.04,
      },
      {
        bone: `shin${side}`,
        distance: limb([s * 0.098, 0.49, 0.006], [s * 0.102, 0.075, -0.012], 0.066, 0.062),
        k: 0.03,
      },
      { bone: `shin${side}`, distance: ellipsoid([s * 0.1, 0.35, -0.02], [0.058, 0.13, 0.058]), k: 0.05 },
    ]),
  ];
  const legs = blended(muscles);
  const shape: Distance = (x, y, z) => {
    const knee =
      Math.exp(-(((y - 0.5) / 0.08) ** 2)) +
      1.3 * Math.exp(-(((y - 0.14) / 0.07) ** 2)) +
      0.8 * Math.exp(-(((y - 0.82) / 0.06) ** 2));
    const crease =
      0.0042 * knee * Math.sin(y * 130 + 5 * noise3(x * 11, y * 7, z * 11)) +
      0.005 * fractalNoise(x * 15, y * 6, z * 15, 3);
    const seam = 0.002 * Math.exp(-((z / 0.004) ** 2));
    return within(legs(x, y, z) + crease + seam, 0.055 - y, 0.01);
  };
  const geometry = surface(shape, [-0.2, 0.03, -0.16], [0.2, 1.06, 0.16], cell);
  skin(geometry, muscles, 0.018);
  return geometry;
}

/** Sneakers; `part` is the upper or the white sole, which differ in material. */
export function shoes(part: 'upper' | 'sole'): THREE.BufferGeometry {
  const muscles: Muscle[] = SIDES.flatMap(([side, s]) => {
    const upper = [
      {
        bone: `foot${side}`,
        distance: limb([s * 0.103, 0.052, -0.045], [s * 0.122, 0.043, 0.13], 0.041, 0.037),
        k: 0.02,
      },
      {
        bone: `foot${side}`,
        distance: limb([s * 0.102, 0.06, -0.035], [s * 0.102, 0.105, -0.025], 0.043, 0.041),
        k: 0.03,
      },
    ];
    const sole = [
      {
        bone: `foot${side}`,
        distance: limb([s * 0.103, 0.02, -0.048], [s * 0.123, 0.02, 0.135], 0.046, 0.043),
        k: 0.02,
      },
    ];
    return part === 'upper' ? upper : sole;
  });
  const raw = blended(muscles);
  const shape: Distance = (x, y, z) =>
    part === 'sole' ? within(raw(x, y, z), Math.abs(y - 0.014) - 0.014, 0.008) : within(raw(x, y, z), 0.02 - y, 0.006);
  const geometry = surface(shape, [-0.2, -0.01, -0.12], [0.2, 0.17, 0.2], 0.004);
  skin(geometry, muscles, 0.01);
  return geometry;
}

export function hands(): THREE.BufferGeometry {
  const muscles: Muscle[] = SIDES.flatMap(([side, s]) => {
    const wrist = joint(`hand${side}`);
    const at = (x: number, y: number, z: number): Point => [wrist[0] + s * x, wrist[1] + y, wrist[2] + z];
    const bone = `hand${side}`;
    const fingers = [-0.024, -0.008, 0.008, 0.024].flatMap((z, k) => {
      const long = [0.064, 0.076, 0.072, 0.058][3 - k] ?? 0.07;
      const knuckle = at(0.012, -0.085, z + 0.004);
      const mid = at(0.006, -0.085 - long * 0.5, z * 1.05 + 0.008);
      const tip = at(-0.008, -0.085 - long * 0.93, z * 0.95 + 0.012);
      return [
        { bone, distance: limb(knuckle, mid, 0.0092, 0.0082), k: 0.008 },
        { bone, distance: limb(mid, tip, 0.0082, 0.007), k: 0.006 },
      ];
    });
    return [
      { bone: `forearm${side}`, distance: limb(at(-0.008, 0.08, -0.02), at(0, 0, 0), 0.031, 0.026), k: 0.02 },
      { bone, distance: ellipsoid(at(0.006, -0.052, 0.003), [0.017, 0.052, 0.04]), k: 0.025 },
      ...fingers,
      { bone, distance: limb(at(0, -0.03, 0.028), at(-0.006, -0.07, 0.047), 0.014, 0.01), k: 0.016 },
      { bone, distance: limb(at(-0.006, -0.07, 0.047), at(-0.01, -0.098, 0.046), 0.01, 0.0078), k: 0.006 },
      { bone, distance: sphere(at(0.004, -0.01, 0.004), 0.025), k: 0.02 },
    ];
  });
  const geometry = surface(blended(muscles), [-0.33, 0.7, -0.06], [0.33, 0.99, 0.12], 0.0035);
  skin(geometry, muscles, 0.012);
  return geometry;
}
