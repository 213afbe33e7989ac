/** The person: skeleton, clothes, hands, head, hair; posed by `walk.ts`. */
import * as THREE from 'three';
import { hands, shoes, sweater, trousers } from './clothes.ts';
import { browGeometry, eye, glasses, HEAD_AT, headGeometry } from './head.ts';
import { hairCap, hairStrands } from './hair.ts';
import { joint, rig, type Rig } from './skeleton.ts';

export interface Figure {
  readonly group: THREE.Group;
  readonly rig: Rig;
  /** 0 = open, 1 = shut. */
  blink(closed: number): void;
  /** Where the eyes look, relative to straight ahead, radians. */
  gaze(yaw: number, pitch: number): void;
}

const HAIR = '#4a2e1c';

/** How finely the surfaces are cut: the close-up needs more triangles than the room. */
export type Detail = 'room' | 'portrait';

export function figure(detail: Detail): Figure {
  const close = detail === 'portrait';
  const bones = rig();
  const group = new THREE.Group();
  group.name = 'person';
  group.userData['label'] = 'person';
  group.add(bones.root);
  const skinTone = new THREE.MeshStandardMaterial({ color: '#d9a07c', roughness: 0.52 });
  const painted = skinTone.clone();
  painted.color.set('#fff');
  painted.vertexColors = true;
  const wool = new THREE.MeshStandardMaterial({ color: '#3a7a7c', roughness: 0.95 });
  const denim = new THREE.MeshStandardMaterial({ color: '#2b3550', roughness: 0.9 });
  const leather = new THREE.MeshStandardMaterial({ color: '#7d4a2c', roughness: 0.55 });
  const rubber = new THREE.MeshStandardMaterial({ color: '#ece7de', roughness: 0.7 });
  for (const [geometry, material] of [
    [sweater(close ? 0.0055 : 0.009), wool],
    [trousers(close ? 0.02 : 0.009), denim],
    [shoes('upper'), leather],
    [shoes('sole'), rubber],
    [hands(), skinTone],
  ] as const) {
    const mesh = new THREE.SkinnedMesh(geometry, material);
    mesh.castShadow = mesh.receiveShadow = true;
    mesh.frustumCulled = false;
    mesh.bind(bones.skeleton, new THREE.Matrix4());
    group.add(mesh);
  }
  const head = new THREE.Group();
  const origin = joint('head');
  head.position.set(HEAD_AT[0] - origin[0], HEAD_AT[1] - origin[1], HEAD_AT[2] - origin[2]);
  const dark = new THREE.MeshStandardMaterial({ color: HAIR, roughness: 0.7 });
  const cap = hairCap();
  const strands = new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.42, side: THREE.DoubleSide });
  const parts = [
    new THREE.Mesh(headGeometry(close ? 0.0019 : 0.0034), painted),
    new THREE.Mesh(cap, dark),
    new THREE.Mesh(hairStrands(cap, close ? 7000 : 1800, HAIR), strands),
    new THREE.Mesh(browGeometry(), dark),
  ];
  const eyes = ([1, -1] as const).map((side) => eye(side, skinTone));
  head.add(...parts, glasses(), ...eyes.flatMap((one) => [one.eye, one.lid]));
  head.traverse((part) => {
    part.castShadow = part.receiveShadow = true;
  });
  // Ribbons thinner than a shadow-map texel would only speckle each other.
  for (const part of parts.slice(2)) part.receiveShadow = part.castShadow = false;
  bones.bone('head').add(head);
  const blink = (closed: number): void => {
    for (const { lid } of eyes) lid.rotation.x = -0.55 + closed * 1.15;
  };
  const gaze = (yaw: number, pitch: number): void => {
    for (const one of eyes) one.eye.rotation.set(pitch, yaw, 0);
  };
  blink(0);
  return { group, rig: bones, blink, gaze };
}
