/** Hair: a cap over the scalp for body, and thousands of ribbons combed along it from a side parting. */
import * as THREE from 'three';
import { noise3, seededRandom } from '../paint/noise.ts';
import { face } from './head.ts';
import { ellipsoid, within, type Distance } from './solids.ts';
import { surface } from './surface-nets.ts';

const volume = ellipsoid([0, 0.042, -0.018], [0.085, 0.092, 0.105]);

/** Negative where hair grows: above the forehead, around the ears, down to the nape. */
const region: Distance = (x, y, z) => {
  const temple = Math.max(0, Math.abs(x) - 0.03);
  const forehead = 0.079 - temple * 0.55;
  const lower =
    z > 0.03
      ? forehead
      : z > -0.03
        ? forehead - ((0.03 - z) / 0.06) * (forehead + 0.012)
        : -0.012 - Math.min(1, (-0.03 - z) / 0.05) * 0.06;
  const sideburn = Math.abs(x) > 0.06 && z > -0.005 && z < 0.022 ? -0.02 : lower;
  return Math.min(lower, sideburn) - y;
};

const cap: Distance = (x, y, z) => {
  const strand = 0.0022 * noise3(x * 95, y * 40 + z * 12, z * 70);
  const body = Math.max(volume(x, y, z), -0.03) + strand;
  return within(Math.min(body, face(x, y, z) - 0.006), region(x, y, z), 0.007);
};

export function hairCap(): THREE.BufferGeometry {
  return surface(cap, [-0.1, -0.1, -0.14], [0.1, 0.15, 0.1], 0.0026);
}

const PARTING_X = 0.028;

/** Ribbons grown from the cap's own vertices; each carries a slightly different colour. */
export function hairStrands(base: THREE.BufferGeometry, count: number, hex: string): THREE.BufferGeometry {
  const random = seededRandom(21);
  const roots = base.getAttribute('position');
  const outward = base.getAttribute('normal');
  const positions: number[] = [];
  const normals: number[] = [];
  const colours: number[] = [];
  const indices: number[] = [];
  const colour = new THREE.Color(hex);
  for (let s = 0; s < count; s++) {
    const i = Math.floor(random() * roots.count);
    const at = new THREE.Vector3().fromBufferAttribute(roots, i);
    const normal = new THREE.Vector3().fromBufferAttribute(outward, i);
    if (normal.y < -0.45 || normal.z > 0.93) continue;
    const steps = 9;
    const step = (0.0045 + 0.003 * random()) * (at.y > 0.05 ? 1.15 : 0.62);
    const lift = 0.0012 + 0.0052 * random();
    const width = 0.0012 + 0.0009 * random();
    const tone = 0.62 + 0.75 * random();
    const swirl = noise3(at.x * 28, at.y * 28, at.z * 28);
    for (let k = 0; k <= steps; k++) {
      const t = k / steps;
      const n = gradient(at);
      const comb = combed(at, swirl);
      comb.addScaledVector(n, -comb.dot(n)).normalize();
      const across = new THREE.Vector3().crossVectors(n, comb).normalize();
      const taper = width * (1 - 0.85 * t * t);
      const h = lift * Math.sin(Math.PI * Math.min(1, 0.12 + t * 0.75));
      const middle = at.clone().addScaledVector(n, h);
      for (const sign of [-1, 1]) {
        middle
          .clone()
          .addScaledVector(across, sign * taper)
          .toArray(positions, positions.length);
        n.clone()
          .addScaledVector(across, sign * 0.7)
          .addScaledVector(comb, 0.25 * (random() - 0.5))
          .normalize()
          .toArray(normals, normals.length);
        colour
          .clone()
          .multiplyScalar(tone * (0.75 + 0.4 * t))
          .toArray(colours, colours.length);
      }
      if (k < steps) {
        const v = positions.length / 3 - 2;
        indices.push(v, v + 2, v + 1, v + 1, v + 2, v + 3);
      }
      // Short at the sides: a strand that reaches the ear's lower half ends there.
      const trimmed = at.y < -0.02 && at.z > -0.05 ? 0.2 : 1;
      at.addScaledVector(comb, step * trimmed);
      // Hold the strand to the cap so that it neither sinks in nor flies off.
      at.addScaledVector(gradient(at), -volumeOrFace(at) * 0.6);
    }
  }
  const geometry = new THREE.BufferGeometry();
  geometry.setIndex(indices);
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new THREE.Float32BufferAttribute(normals, 3));
  geometry.setAttribute('color', new THREE.Float32BufferAttribute(colours, 3));
  return geometry;
}

const volumeOrFace = (p: THREE.Vector3): number => Math.min(volume(p.x, p.y, p.z), face(p.x, p.y, p.z) - 0.006);

function gradient(p: THREE.Vector3): THREE.Vector3 {
  const h = 0.004;
  const at = (x: number, y: number, z: number): number => Math.min(volume(x, y, z), face(x, y, z) - 0.006);
  return new THREE.Vector3(
    at(p.x + h, p.y, p.z) - at(p.x - h, p.y, p.z),
    at(p.x, p.y + h, p.z) - at(p.x, p.y - h, p.z),
    at(p.x, p.y, p.z + h) - at(p.x, p.y, p.z - h),
  ).normalize();
}

/** Which way hair lies: on top across from the parting and a little forward, at the sides down and back. */
function combed(p: THREE.Vector3, swirl: number): THREE.Vector3 {
  const top = Math.max(0, Math.min(1, (p.y - 0.055) / 0.05));
  const away = p.x > PARTING_X ? 1 : -1;
  const direction = new THREE.Vector3(away * (0.9 * top + 0.1), -0.25 - (1 - top) * 0.9, 0.35 * top - 0.42 * (1 - top));
  if (p.z > 0.03) direction.add(new THREE.Vector3(-0.5, 0.5, 0.0));
  const turn = swirl * 0.55;
  return direction.applyAxisAngle(new THREE.Vector3(0, 1, 0), turn);
}
