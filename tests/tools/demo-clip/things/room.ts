/** The room: walls, floor, a sunny window to the left, a rug, skirting, a painting, a lamp, curtains. */
import * as THREE from 'three';
import { cloth, painting, plaster, rug, wood } from '../paint/textures.ts';
import { block, rod, solid, tiled, turned, type Place } from './solid.ts';

const HALF_WIDTH_M = 2.7;
const BACK_M = -3.1;
const FRONT_M = 3.2;
const HEIGHT_M = 2.7;

function wall(width: number, height: number, material: THREE.Material, at: Place, turn: number): THREE.Mesh {
  const mesh = solid(new THREE.PlaneGeometry(width, height), material, at);
  mesh.rotation.y = turn;
  mesh.castShadow = false;
  return mesh;
}

export function room(): THREE.Group {
  const group = new THREE.Group();
  const depth = FRONT_M - BACK_M;
  const middle = (FRONT_M + BACK_M) / 2;
  const paint = new THREE.MeshStandardMaterial({ map: tiled(plaster('#e6dccb'), 3, 2), roughness: 0.95 });
  const accent = new THREE.MeshStandardMaterial({ map: tiled(plaster('#b9c2b4'), 3, 2), roughness: 0.95 });
  group.add(
    wall(HALF_WIDTH_M * 2, HEIGHT_M, accent, [0, HEIGHT_M / 2, BACK_M], 0),
    wall(depth, HEIGHT_M, paint, [-HALF_WIDTH_M, HEIGHT_M / 2, middle], Math.PI / 2),
    wall(depth, HEIGHT_M, paint, [HALF_WIDTH_M, HEIGHT_M / 2, middle], -Math.PI / 2),
  );
  const oak = tiled(wood('#c39a6b', '#96683f', 6), 2, 2);
  const floor = solid(
    new THREE.PlaneGeometry(HALF_WIDTH_M * 2, depth),
    new THREE.MeshStandardMaterial({ map: oak, roughness: 0.55 }),
    [0, 0, middle],
  );
  floor.rotation.x = -Math.PI / 2;
  const carpet = block(
    [2.9, 0.012, 1.9],
    0.005,
    new THREE.MeshStandardMaterial({ map: rug(), roughness: 1 }),
    [0.35, 0.006, -1.35],
  );
  const white = new THREE.MeshStandardMaterial({ color: '#f1ede4', roughness: 0.6 });
  group.add(floor, carpet, block([HALF_WIDTH_M * 2, 0.09, 0.02], 0.004, white, [0, 0.045, BACK_M + 0.01]));
  group.add(picture(), floorLamp(), ...curtain(), ...windowFrame());
  return group;
}

function picture(): THREE.Group {
  const group = new THREE.Group();
  const frame = new THREE.MeshStandardMaterial({ color: '#6e4b30', roughness: 0.5 });
  const art = solid(
    new THREE.PlaneGeometry(0.5, 0.68),
    new THREE.MeshStandardMaterial({ map: painting(), roughness: 0.8 }),
    [0, 0, 0.016],
  );
  group.add(block([0.58, 0.76, 0.03], 0.006, frame), art);
  group.position.set(-0.55, 1.72, BACK_M + 0.02);
  return group;
}

/** Outside the left wall, unseen: what the sun does not pass through. Two tall windows with crossbars. */
function windowFrame(): THREE.Mesh[] {
  const dark = new THREE.MeshBasicMaterial({ color: '#222' });
  const x = -HALF_WIDTH_M - 0.06;
  const bars: [number, number, number, number][] = [
    [0, 0.35, 7, 0.7],
    [0, 2.75, 7, 0.5],
    [-2.7, 1.4, 2.2, 2],
    [2.9, 1.4, 2, 2],
    [0.64, 1.6, 0.12, 2],
    [-0.75, 1.6, 0.06, 2],
    [0, 1.58, 7, 0.05],
  ];
  return bars.map(([z, y, wide, high]) => solid(new THREE.BoxGeometry(0.04, high, wide), dark, [x, y, z]));
}

/** A standing lamp in the corner; its warm shade is a small light of its own. */
function floorLamp(): THREE.Group {
  const group = new THREE.Group();
  const brass = new THREE.MeshStandardMaterial({ color: '#a98a55', metalness: 0.9, roughness: 0.35 });
  const shade = new THREE.MeshStandardMaterial({
    color: '#f6e3c0',
    emissive: '#ffcf8f',
    emissiveIntensity: 0.75,
    roughness: 0.9,
    side: THREE.DoubleSide,
  });
  const glow = new THREE.PointLight('#ffcb8a', 1.6, 4, 2);
  glow.position.set(0, 1.5, 0);
  const hood = solid(new THREE.CylinderGeometry(0.13, 0.2, 0.26, 48, 1, true), shade, [0, 1.52, 0]);
  hood.castShadow = false;
  group.add(
    rod(
      [
        [0, 0.02, 0],
        [0, 0.7, 0],
        [0, 1.42, 0],
      ],
      0.011,
      brass,
    ),
    hood,
    glow,
  );
  group.add(
    turned(
      [
        [0, 0.03],
        [0.12, 0.025],
        [0.14, 0],
        [0, 0],
      ],
      brass,
      false,
    ),
  );
  group.position.set(2.25, 0, -2.65);
  return group;
}

function curtain(): THREE.Mesh[] {
  const linen = new THREE.MeshStandardMaterial({
    map: tiled(cloth('#e9dfcd', 64, 0.1), 3, 6),
    roughness: 1,
    side: THREE.DoubleSide,
  });
  return [-2.35, 0.9].map((z) => {
    const geometry = new THREE.PlaneGeometry(0.75, 2.45, 90, 4);
    const position = geometry.getAttribute('position');
    for (let i = 0; i < position.count; i++) {
      const x = position.getX(i);
      position.setZ(i, 0.045 * Math.sin(x * 46) + 0.012 * Math.sin(x * 91 + position.getY(i)));
    }
    geometry.computeVertexNormals();
    const mesh = solid(geometry, linen, [-HALF_WIDTH_M + 0.12, 1.28, z]);
    mesh.rotation.y = Math.PI / 2;
    mesh.castShadow = false;
    return mesh;
  });
}

/**
 * What the room reflects and glows with, for the environment map: bright window, warm walls, pale ceiling.
 * Drawn once into a PMREM; never seen directly.
 */
export function surroundings(): THREE.Scene {
  const scene = new THREE.Scene();
  const glow = (hex: string, strength: number): THREE.MeshBasicMaterial =>
    new THREE.MeshBasicMaterial({ color: new THREE.Color(hex).multiplyScalar(strength), side: THREE.DoubleSide });
  const shell = new THREE.Mesh(new THREE.BoxGeometry(6, 3, 7), [
    glow('#d9c5a8', 0.5),
    glow('#d9c5a8', 0.38),
    glow('#f2eadb', 0.75),
    glow('#8d6a48', 0.32),
    glow('#cbbca2', 0.5),
    glow('#a9b3a4', 0.42),
  ]);
  const pane = new THREE.Mesh(new THREE.PlaneGeometry(1, 1.5), glow('#f3f7ff', 7));
  const panes = [-1.1, 0, 1.1].map((z) => {
    const one = pane.clone();
    one.position.set(-2.98, 0.35, z + 0.4);
    one.rotation.y = Math.PI / 2;
    return one;
  });
  // A second, dimmer opening behind the camera puts a gentle light on whoever faces it.
  const door = new THREE.Mesh(new THREE.PlaneGeometry(2.4, 1.7), glow('#fff1dd', 2.1));
  door.position.set(0.5, 0.2, 3.48);
  door.rotation.y = Math.PI;
  scene.add(shell, ...panes, door);
  return scene;
}
