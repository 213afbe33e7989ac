/** The head: sculpted from blended solids, painted by position. Head space: metres, eyes at y = 0, facing +z. */
import * as THREE from 'three';
import { noise3 } from '../paint/noise.ts';
import { mixRgb, rgb } from '../paint/textures.ts';
import { blend, blended, carve, ellipsoid, limb, sphere, within, type Distance, type Point } from './solids.ts';
import { surface } from './surface-nets.ts';

/** Where head space sits in figure space. */
export const HEAD_AT: Point = [0, 1.628, 0.012];
export const EYE: Point = [0.0315, 0, 0.0705];
export const EYEBALL_M = 0.0125;

/** A shape and its mirror image; where they meet at the middle the seam is rounded over `k` metres. */
const mirrored =
  (one: Distance, k = 0.004): Distance =>
  (x, y, z) =>
    Math.abs(x) > k + 0.02 ? one(Math.abs(x), y, z) : blend(one(x, y, z), one(-x, y, z), k);

const skull = blended([
  { bone: 'head', distance: ellipsoid([0, 0.028, -0.014], [0.0735, 0.088, 0.094]), k: 0.03 },
  { bone: 'head', distance: ellipsoid([0, 0.0, 0.026], [0.063, 0.085, 0.062]), k: 0.035 },
  { bone: 'head', distance: ellipsoid([0, -0.05, 0.03], [0.05, 0.058, 0.054]), k: 0.035 },
  {
    bone: 'head',
    distance: mirrored(limb([0.052, -0.045, -0.005], [0.018, -0.092, 0.05], 0.018, 0.019), 0.03),
    k: 0.035,
  },
  { bone: 'head', distance: ellipsoid([0, -0.096, 0.06], [0.026, 0.018, 0.02]), k: 0.028 },
  { bone: 'head', distance: mirrored(sphere([0.038, -0.03, 0.055], 0.0235), 0.02), k: 0.032 },
  { bone: 'head', distance: mirrored(limb([0, 0.02, 0.083], [0.043, 0.021, 0.064], 0.008, 0.008), 0.01), k: 0.024 },
]);
const neck = limb([0, -0.2, -0.03], [0, -0.06, -0.022], 0.057, 0.05);
const socket = mirrored(ellipsoid([0.031, -0.001, 0.098], [0.019, 0.0125, 0.014]));
const bridge = limb([0, 0.008, 0.081], [0, -0.03, 0.1], 0.0075, 0.0105);
const noseTip = sphere([0, -0.033, 0.1025], 0.0112);
const wing = mirrored(ellipsoid([0.0115, -0.037, 0.0925], [0.0072, 0.0066, 0.0095]));
const nostril = mirrored(ellipsoid([0.0062, -0.0445, 0.0985], [0.0036, 0.0032, 0.005]));
/** The point of the bare skull's front at (x, y), moved out by `lift`: features sit on the skin, not at guessed depths. */
function onSkin(x: number, y: number, lift: number): Point {
  let z = 0.13;
  while (z > 0 && skull(x, y, z) > 0) z -= 0.0004;
  return [x, y, z + lift];
}

interface Crescent {
  /** Height at the middle, and how much higher it is at the ends (m). */
  readonly y: number;
  readonly rise: number;
  readonly halfWidth: number;
  readonly thickness: number;
  /** How far its core lies in front of the skin. */
  readonly lift: number;
}

/** A ridge or groove that curves along the skin across the face and thins out towards both ends. */
function crescent({ y: middle, rise, halfWidth, thickness, lift }: Crescent): Distance {
  const front = onSkin(0, middle, lift)[2];
  const back = front - onSkin(halfWidth, middle + rise, lift)[2];
  return (x, y, z) => {
    const t = Math.min(1, Math.abs(x) / halfWidth);
    const radius = thickness * Math.sqrt(1 - t * t);
    const beyond = Math.max(0, Math.abs(x) - halfWidth);
    // The ends dive under the skin: two surfaces that merely touch would swell where they are blended.
    const depth = back * t * t + 0.0045 * t ** 4;
    return Math.hypot(y - middle - rise * t * t, z - front + depth, beyond) - radius;
  };
}

const upperLip = crescent({ y: -0.0612, rise: -0.0012, halfWidth: 0.0235, thickness: 0.0046, lift: -0.0006 });
const lowerLip = crescent({ y: -0.0706, rise: 0.0062, halfWidth: 0.0215, thickness: 0.0056, lift: -0.0006 });
const mouthLine = crescent({ y: -0.0655, rise: 0.0034, halfWidth: 0.026, thickness: 0.0019, lift: 0.003 });
const ear = mirrored(ellipsoid([0.0745, -0.008, -0.012], [0.0085, 0.031, 0.0185]));
const earHollow = mirrored(ellipsoid([0.0825, -0.003, -0.006], [0.0055, 0.0195, 0.0105]));
const eyelids = mirrored(sphere(EYE, EYEBALL_M + 0.0022));
/** The opening between the lids: where two wide circles overlap, seen from the front. */
const opening: Distance = (x, y, z) => {
  const dx = Math.abs(x) - EYE[0];
  const tilt = y - dx * 0.09;
  const upper = Math.hypot(dx, tilt + 0.0212) - 0.0268;
  const lower = Math.hypot(dx, tilt - 0.0265) - 0.0308;
  return Math.max(upper, lower, EYE[2] - z);
};

export const face: Distance = (x, y, z) => {
  let d = blend(skull(x, y, z), neck(x, y, z), 0.03);
  d = carve(d, socket(x, y, z), 0.018);
  d = blend(d, bridge(x, y, z), 0.014);
  d = blend(d, noseTip(x, y, z), 0.008);
  d = blend(d, wing(x, y, z), 0.007);
  d = blend(d, upperLip(x, y, z), 0.009);
  d = blend(d, lowerLip(x, y, z), 0.009);
  d = carve(d, mouthLine(x, y, z), 0.0035);
  d = blend(d, eyelids(x, y, z), 0.006);
  d = carve(d, opening(x, y, z), 0.0016);
  d = blend(d, ear(x, y, z), 0.006);
  return carve(d, earHollow(x, y, z), 0.006);
};

const SKIN = rgb('#d9a07c');
const ROSE = rgb('#c9715c');
const LIP = rgb('#b4604f');
const STUBBLE = rgb('#8d6a55');

/** Skin tone at a point: rosier cheeks, nose and ears; lips; a shadow of beard. 0..255. */
function complexion(x: number, y: number, z: number): readonly [number, number, number] {
  const near = (c: Point, r: number): number =>
    Math.exp(-((Math.abs(x) - c[0]) ** 2 + (y - c[1]) ** 2 + (z - c[2]) ** 2) / (r * r));
  const blush =
    0.42 * near([0.042, -0.032, 0.075], 0.024) +
    0.36 * near([0, -0.034, 0.112], 0.014) +
    0.4 * near([0.08, -0.005, -0.01], 0.025);
  let tone = mixRgb(SKIN, ROSE, Math.min(0.6, blush));
  const beard =
    Math.max(0, Math.min(1, (-0.047 - y) * 70)) *
    Math.max(0, Math.min(1, (y + 0.135) * 40)) *
    Math.max(0, Math.min(1, (z - 0.0) * 40));
  tone = mixRgb(tone, STUBBLE, 0.16 * beard * (0.75 + 0.4 * noise3(x * 900, y * 900, z * 900)));
  const lips = Math.min(upperLip(x, y, z) - 0.0012, lowerLip(x, y, z) - 0.0012);
  tone = mixRgb(tone, LIP, Math.max(0, Math.min(0.8, 0.4 - lips * 420)));
  const rim = Math.abs(opening(x, y, z)) < 0.0022 && z > 0.06 ? 0.45 : 0;
  tone = mixRgb(tone, rgb('#5d3226'), rim);
  // Nostrils are painted: at this size a hole would only catch stray light.
  tone = mixRgb(tone, rgb('#4a2a20'), Math.max(0, Math.min(0.85, 0.5 - nostril(x, y, z) * 500)));
  const mottle = 1 + 0.02 * noise3(x * 60, y * 60, z * 60);
  return [tone[0] * mottle, tone[1] * mottle, tone[2] * mottle];
}

/** Gives each vertex a colour from its position (head space). */
export function paint(
  geometry: THREE.BufferGeometry,
  tone: (x: number, y: number, z: number) => readonly [number, number, number],
): void {
  const position = geometry.getAttribute('position');
  const colours = new Float32Array(position.count * 3);
  const colour = new THREE.Color();
  for (let i = 0; i < position.count; i++) {
    const [r, g, b] = tone(position.getX(i), position.getY(i), position.getZ(i));
    colour.setRGB(r / 255, g / 255, b / 255, THREE.SRGBColorSpace).toArray(colours, i * 3);
  }
  geometry.setAttribute('color', new THREE.BufferAttribute(colours, 3));
}

export function headGeometry(cell: number): THREE.BufferGeometry {
  const geometry = surface(
    (x, y, z) => within(face(x, y, z), -0.185 - y, 0.004),
    [-0.095, -0.2, -0.125],
    [0.095, 0.13, 0.125],
    cell,
  );
  paint(geometry, complexion);
  return geometry;
}

/** Eyebrows: the face's own surface, raised a little, inside an arch. */
export function browGeometry(): THREE.BufferGeometry {
  const arch: Distance = (x, y) => {
    const along = (Math.abs(x) - 0.031) / 0.0185;
    const middle = 0.0235 + 0.0028 * (1 - along * along) - 0.0008 * along;
    return Math.max(Math.abs(y - middle) - 0.0034 * (1 - 0.45 * Math.max(0, along)), (Math.abs(along) - 1) * 0.0185);
  };
  const brow: Distance = (x, y, z) =>
    Math.max(face(x, y, z) - 0.0019 - 0.0009 * noise3(x * 420 + y * 300, y * 260, 1), arch(x, y, z), 0.03 - z);
  return surface(brow, [-0.06, 0.01, 0.04], [0.06, 0.045, 0.11], 0.0013);
}

/** An eye: white, iris and pupil in rings, under one glossy coat; and the lid that closes over it. */
export function eye(side: 1 | -1, skinTone: THREE.Material): { eye: THREE.Group; lid: THREE.Mesh } {
  const group = new THREE.Group();
  const gloss = { roughness: 0.08, clearcoat: 1, clearcoatRoughness: 0.03 };
  const white = new THREE.Mesh(
    new THREE.SphereGeometry(EYEBALL_M, 32, 24),
    new THREE.MeshPhysicalMaterial({ color: '#e9e2da', ...gloss }),
  );
  const cap = new THREE.SphereGeometry(EYEBALL_M + 0.0003, 40, 20, 0, Math.PI * 2, 0, 0.52);
  cap.rotateX(Math.PI / 2);
  paint(cap, (x, y, z) => {
    const off = Math.atan2(Math.hypot(x, y), z);
    if (off < 0.21) return [8, 6, 6];
    const ray = 0.5 + 0.5 * noise3(Math.atan2(y, x) * 9, off * 8, 3);
    return off > 0.47 ? [38, 24, 16] : mixRgb([74, 44, 22], [146, 98, 52], ray * (0.4 + off));
  });
  const iris = new THREE.Mesh(cap, new THREE.MeshPhysicalMaterial({ vertexColors: true, ...gloss }));
  group.add(white, iris);
  const lid = new THREE.Mesh(new THREE.SphereGeometry(EYEBALL_M + 0.0009, 32, 16, 0, Math.PI * 2, 0, 1.25), skinTone);
  for (const part of [group, lid]) part.position.set(side * EYE[0], EYE[1], EYE[2]);
  return { eye: group, lid };
}

/** Round wire glasses in head space. */
export function glasses(): THREE.Group {
  const wire = new THREE.MeshStandardMaterial({ color: '#3b2c22', metalness: 0.4, roughness: 0.3 });
  const group = new THREE.Group();
  const tube = (points: readonly Point[]): THREE.Mesh =>
    new THREE.Mesh(
      new THREE.TubeGeometry(new THREE.CatmullRomCurve3(points.map((p) => new THREE.Vector3(...p))), 24, 0.0014, 8),
      wire,
    );
  for (const s of [1, -1]) {
    const ring = new THREE.Mesh(new THREE.TorusGeometry(0.0235, 0.0016, 10, 48), wire);
    ring.scale.set(1.04, 0.93, 1);
    ring.position.set(s * 0.0325, -0.004, 0.0955);
    ring.rotation.y = s * 0.16;
    group.add(
      ring,
      tube([
        [s * 0.0565, 0.003, 0.091],
        [s * 0.074, 0.006, 0.06],
        [s * 0.0775, 0.006, 0.0],
        [s * 0.077, 0.0, -0.02],
      ]),
    );
  }
  group.add(
    tube([
      [-0.0095, -0.001, 0.099],
      [0, 0.0035, 0.102],
      [0.0095, -0.001, 0.099],
    ]),
  );
  return group;
}
