/** The figure's bones in rest pose (standing, facing +z, arms hanging), and skin weights from muscle distances. */
import * as THREE from 'three';
import type { Muscle, Point } from './solids.ts';

/** name → [parent, joint position in metres, figure space]. About 1.74 m tall. */
const JOINTS: Readonly<Record<string, readonly [string | null, Point]>> = {
  hips: [null, [0, 0.95, 0]],
  spine: ['hips', [0, 1.08, 0]],
  chest: ['spine', [0, 1.25, 0]],
  neck: ['chest', [0, 1.47, -0.015]],
  head: ['neck', [0, 1.56, -0.005]],
  ...sided('L', 1),
  ...sided('R', -1),
};

function sided(side: string, s: 1 | -1): Record<string, readonly [string | null, Point]> {
  return {
    [`arm${side}`]: ['chest', [s * 0.152, 1.385, -0.01]],
    [`forearm${side}`]: [`arm${side}`, [s * 0.208, 1.125, -0.02]],
    [`hand${side}`]: [`forearm${side}`, [s * 0.236, 0.885, 0.02]],
    [`thigh${side}`]: ['hips', [s * 0.09, 0.9, 0]],
    [`shin${side}`]: [`thigh${side}`, [s * 0.098, 0.49, 0.008]],
    [`foot${side}`]: [`shin${side}`, [s * 0.102, 0.085, -0.015]],
  };
}

export function joint(name: string): Point {
  const entry = JOINTS[name];
  if (!entry) throw new Error(`demo-clip: the figure has no bone "${name}".`);
  return entry[1];
}

export interface Rig {
  readonly root: THREE.Group;
  readonly skeleton: THREE.Skeleton;
  bone(name: string): THREE.Bone;
}

export function rig(): Rig {
  const bones = new Map<string, THREE.Bone>();
  const root = new THREE.Group();
  for (const [name, [parent, at]] of Object.entries(JOINTS)) {
    const bone = new THREE.Bone();
    bone.name = name;
    const origin = parent ? joint(parent) : ([0, 0, 0] as const);
    bone.position.set(at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]);
    (parent ? bones.get(parent) : root)?.add(bone);
    bones.set(name, bone);
  }
  root.updateMatrixWorld(true);
  const find = (name: string): THREE.Bone => {
    const bone = bones.get(name);
    if (!bone) throw new Error(`demo-clip: the figure has no bone "${name}".`);
    return bone;
  };
  return { root, skeleton: new THREE.Skeleton([...bones.values()]), bone: find };
}

const NAMES = Object.keys(JOINTS);

/** Adds skin indices and weights: the nearer a muscle, the more its bone pulls; `softness` in metres. */
export function skin(geometry: THREE.BufferGeometry, muscles: readonly Muscle[], softness: number): void {
  const position = geometry.getAttribute('position');
  const indices = new Uint16Array(position.count * 4);
  const weights = new Float32Array(position.count * 4);
  for (let i = 0; i < position.count; i++) {
    const best = new Map<number, number>();
    for (const muscle of muscles) {
      const d = muscle.distance(position.getX(i), position.getY(i), position.getZ(i));
      const bone = NAMES.indexOf(muscle.bone);
      best.set(bone, Math.min(best.get(bone) ?? Infinity, d));
    }
    const nearest = Math.min(...best.values());
    const pulls = [...best].map(([bone, d]) => [bone, Math.exp((nearest - d) / softness)] as const);
    pulls.sort((a, b) => b[1] - a[1]);
    const four = pulls.slice(0, 4);
    const total = four.reduce((sum, [, w]) => sum + w, 0);
    four.forEach(([bone, w], slot) => {
      indices[i * 4 + slot] = bone;
      weights[i * 4 + slot] = w / total;
    });
  }
  geometry.setAttribute('skinIndex', new THREE.BufferAttribute(indices, 4));
  geometry.setAttribute('skinWeight', new THREE.BufferAttribute(weights, 4));
}
