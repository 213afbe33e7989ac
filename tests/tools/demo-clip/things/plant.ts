/** A rubber-plant-like pot plant: a glazed pot, earth, stems that lean out, curved pointed leaves. */
import * as THREE from 'three';
import { leaf } from '../paint/textures.ts';
import { seededRandom } from '../paint/noise.ts';
import { named, rod, solid, turned } from './solid.ts';

/** One leaf blade, 1 m long along +y before scaling, folded at the rib and drooping at the tip (towards +z). */
function blade(): THREE.BufferGeometry {
  const geometry = new THREE.PlaneGeometry(1, 1, 10, 18);
  const position = geometry.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    const v = position.getY(i) + 0.5;
    const u = position.getX(i) * 2;
    const half = 0.24 * Math.pow(Math.sin(Math.PI * Math.min(1, Math.pow(v, 0.8) * 0.985 + 0.012)), 0.85);
    const wave = 0.012 * Math.sin(v * 19) * Math.abs(u);
    position.setXYZ(i, u * half, v * (1 - 0.12 * v * v), -0.1 * Math.abs(u) * half * 2 + 0.42 * v * v + wave);
  }
  geometry.computeVertexNormals();
  return geometry;
}

export function pottedPlant(height: number, stems: number, seed: number): THREE.Group {
  const random = seededRandom(seed);
  const glaze = new THREE.MeshPhysicalMaterial({ color: '#ece6da', roughness: 0.4, clearcoat: 0.3 });
  const earth = new THREE.MeshStandardMaterial({ color: '#33241a', roughness: 1 });
  const bark = new THREE.MeshStandardMaterial({ color: '#5d6b38', roughness: 0.8 });
  const green = new THREE.MeshStandardMaterial({ map: leaf(), roughness: 0.42, side: THREE.DoubleSide });
  const pot = turned(
    [
      [0, 0],
      [0.12, 0],
      [0.126, 0.008],
      [0.15, 0.14],
      [0.172, 0.29],
      [0.172, 0.3],
      [0.158, 0.3],
      [0.155, 0.27],
      [0, 0.27],
    ],
    glaze,
    false,
  );
  const soil = solid(new THREE.CircleGeometry(0.157, 40), earth, [0, 0.272, 0]);
  soil.rotation.x = -Math.PI / 2;
  const group = named('potted plant', pot, soil);
  const geometry = blade();
  for (let s = 0; s < stems; s++) {
    const turn = (s / stems) * Math.PI * 2 + random();
    const lean = 0.1 + 0.26 * random();
    const tall = (height - 0.3) * (0.62 + 0.38 * random());
    const at = (t: number): [number, number, number] => {
      const out = 0.03 + lean * t * t;
      return [Math.cos(turn) * out, 0.26 + tall * t, Math.sin(turn) * out];
    };
    group.add(rod([at(0), at(0.35), at(0.7), at(1)], 0.008, bark));
    const leaves = 8;
    for (let k = 0; k < leaves; k++) {
      const t = 0.3 + (0.72 * k) / (leaves - 1);
      const one = solid(geometry, green, at(Math.min(1, t)));
      const size = (0.25 + 0.13 * random()) * (1.15 - 0.35 * t);
      one.scale.setScalar(size);
      one.rotation.order = 'YXZ';
      one.rotation.y = turn + k * 2.4 + random() * 0.6;
      one.rotation.x = 1.15 - 0.75 * t + (random() - 0.5) * 0.35;
      group.add(one);
    }
  }
  return group;
}
