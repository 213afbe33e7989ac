/** Table, laptop, chair, couch, clock. Sizes in metres; origins on the floor except laptop (table) and clock (wall). */
import * as THREE from 'three';
import { clockFace, cloth, keyboard, laptopScreen, wood } from '../paint/textures.ts';
import { block, named, rod, solid, tiled, turned } from './solid.ts';

export const TABLE_TOP_M = 0.75;

export function table(width: number, depth: number): THREE.Group {
  const walnut = new THREE.MeshStandardMaterial({ map: wood('#a8764a', '#74482a', 3, 4), roughness: 0.38 });
  const group = named('dining table', block([width, 0.035, depth], 0.008, walnut, [0, TABLE_TOP_M - 0.0175, 0]));
  for (const x of [-1, 1]) {
    for (const z of [-1, 1]) {
      group.add(
        block([0.06, TABLE_TOP_M - 0.03, 0.06], 0.01, walnut, [
          x * (width / 2 - 0.07),
          (TABLE_TOP_M - 0.03) / 2,
          z * (depth / 2 - 0.07),
        ]),
      );
    }
  }
  return group;
}

export function laptop(): THREE.Group {
  const aluminium = new THREE.MeshStandardMaterial({ color: '#b4b7bc', metalness: 0.75, roughness: 0.36 });
  const black = new THREE.MeshStandardMaterial({ color: '#0d0e10', roughness: 0.25 });
  const group = named('laptop', block([0.34, 0.014, 0.235], 0.005, aluminium, [0, 0.008, 0]));
  const keys = solid(
    new THREE.PlaneGeometry(0.29, 0.115),
    new THREE.MeshStandardMaterial({ map: keyboard(), roughness: 0.6 }),
    [0, 0.0156, -0.035],
  );
  const pad = solid(
    new THREE.PlaneGeometry(0.105, 0.065),
    new THREE.MeshStandardMaterial({ color: '#a3a6ab', metalness: 0.5, roughness: 0.3 }),
    [0, 0.0156, 0.07],
  );
  keys.rotation.x = pad.rotation.x = -Math.PI / 2;
  const lid = new THREE.Group();
  lid.add(
    block([0.34, 0.225, 0.007], 0.003, aluminium, [0, 0.1125, -0.002]),
    block([0.332, 0.217, 0.002], 0.001, black, [0, 0.113, 0.002]),
  );
  const glow = laptopScreen();
  const screen = new THREE.MeshStandardMaterial({
    color: '#000',
    emissive: '#fff',
    emissiveMap: glow,
    emissiveIntensity: 0.62,
    roughness: 0.2,
  });
  lid.add(solid(new THREE.PlaneGeometry(0.316, 0.198), screen, [0, 0.115, 0.0035]));
  lid.position.set(0, 0.013, -0.114);
  lid.rotation.x = -0.3;
  group.add(keys, pad, lid);
  return group;
}

/** A bent-wood dining chair: four legs, seat, a back of slats between two posts. */
export function chair(): THREE.Group {
  const oak = new THREE.MeshStandardMaterial({ map: wood('#d0a26c', '#a87443', 1, 7), roughness: 0.5 });
  const pad = new THREE.MeshStandardMaterial({ map: tiled(cloth('#3d6670', 70), 2, 2), roughness: 1 });
  const group = named(
    'chair',
    block([0.45, 0.03, 0.44], 0.014, oak, [0, 0.445, 0]),
    block([0.42, 0.05, 0.41], 0.024, pad, [0, 0.478, 0.005]),
  );
  for (const x of [-1, 1]) {
    group.add(
      rod(
        [
          [x * 0.2, 0.44, 0.19],
          [x * 0.208, 0.22, 0.205],
          [x * 0.215, 0, 0.215],
        ],
        0.019,
        oak,
      ),
    );
    group.add(
      rod(
        [
          [x * 0.215, 0, -0.25],
          [x * 0.205, 0.25, -0.215],
          [x * 0.2, 0.46, -0.2],
          [x * 0.198, 0.7, -0.225],
          [x * 0.19, 0.93, -0.28],
        ],
        0.019,
        oak,
      ),
    );
    group.add(
      rod(
        [
          [x * 0.209, 0.2, 0.2],
          [x * 0.208, 0.21, 0],
          [x * 0.206, 0.2, -0.215],
        ],
        0.011,
        oak,
      ),
    );
  }
  for (const [y, z, h] of [
    [0.89, -0.268, 0.1],
    [0.755, -0.237, 0.055],
    [0.64, -0.217, 0.055],
  ] as const) {
    const slat = solid(bent(0.38, h, 0.018, 0.045), oak, [0, y, z]);
    slat.rotation.x = -0.18;
    group.add(slat);
  }
  return group;
}

/** A board bowed backwards by `sag` at its middle. */
function bent(width: number, height: number, thick: number, sag: number): THREE.BufferGeometry {
  const geometry = new THREE.BoxGeometry(width, height, thick, 24, 4, 1);
  const position = geometry.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    const t = (position.getX(i) / width) * 2;
    position.setZ(i, position.getZ(i) - sag * (1 - t * t));
  }
  geometry.computeVertexNormals();
  return geometry;
}

export function couch(): THREE.Group {
  const bouclé = new THREE.MeshStandardMaterial({ map: tiled(cloth('#8a9aa3', 80, 0.14), 3, 2), roughness: 1 });
  const mustard = new THREE.MeshStandardMaterial({ map: tiled(cloth('#d19a3c', 60), 1, 1), roughness: 1 });
  const rustCloth = new THREE.MeshStandardMaterial({ map: tiled(cloth('#b5654a', 60), 1, 1), roughness: 1 });
  const legs = new THREE.MeshStandardMaterial({ color: '#5f4029', roughness: 0.5 });
  const group = named('couch', block([1.95, 0.2, 0.85], 0.06, bouclé, [0, 0.24, 0]));
  for (const x of [-1, 1]) {
    group.add(block([0.2, 0.46, 0.88], 0.09, bouclé, [x * 0.97, 0.37, 0]));
    group.add(block([0.86, 0.17, 0.72], 0.07, bouclé, [x * 0.435, 0.41, 0.06]));
    const back = block([0.86, 0.44, 0.2], 0.09, bouclé, [x * 0.435, 0.66, -0.27]);
    back.rotation.x = -0.16;
    const cushion = block([0.4, 0.4, 0.13], 0.062, x < 0 ? mustard : rustCloth, [x * 0.66, 0.65, -0.08]);
    cushion.rotation.set(-0.32, x * -0.3, x * 0.12);
    group.add(back, cushion);
    for (const z of [-0.34, 0.34])
      group.add(
        rod(
          [
            [x * 0.85, 0, z],
            [x * 0.85, 0.08, z],
            [x * 0.85, 0.16, z],
          ],
          0.02,
          legs,
        ),
      );
  }
  group.add(block([1.95, 0.5, 0.14], 0.06, bouclé, [0, 0.5, -0.37]));
  return group;
}

export function clock(): THREE.Group {
  const rim = new THREE.MeshStandardMaterial({ color: '#2c2f33', roughness: 0.4 });
  const face = solid(
    new THREE.CircleGeometry(0.172, 64),
    new THREE.MeshStandardMaterial({ map: clockFace(), roughness: 0.5 }),
    [0, 0, 0.017],
  );
  const hoop = turned(
    [
      [0, 0],
      [0.19, 0],
      [0.19, 0.028],
      [0.184, 0.034],
      [0.172, 0.03],
      [0.172, 0.012],
      [0, 0.012],
    ],
    rim,
    false,
  );
  hoop.rotation.x = Math.PI / 2;
  return named('clock', hoop, face);
}
