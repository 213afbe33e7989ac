/** What stands on the table: mug, bottle, bowl of fruit, books. Sizes in metres, origin on the table top. */
import * as THREE from 'three';
import { fruit, paper, speckle, toTexture } from '../paint/textures.ts';
import { seededRandom } from '../paint/noise.ts';
import { block, named, rod, solid, turned, type Place } from './solid.ts';

export function mug(): THREE.Group {
  const glaze = new THREE.MeshPhysicalMaterial({
    color: '#d4593f',
    roughness: 0.28,
    clearcoat: 0.6,
    clearcoatRoughness: 0.15,
  });
  const inside = new THREE.MeshPhysicalMaterial({ color: '#f6efe2', roughness: 0.3, clearcoat: 0.5 });
  const outer = turned(
    [
      [0, 0],
      [0.034, 0],
      [0.0395, 0.003],
      [0.0425, 0.012],
      [0.0435, 0.05],
      [0.044, 0.1],
      [0.0435, 0.1035],
      [0.042, 0.1045],
    ],
    glaze,
    false,
  );
  const inner = turned(
    [
      [0.042, 0.1045],
      [0.0405, 0.1],
      [0.04, 0.06],
      [0.039, 0.015],
      [0, 0.012],
    ],
    inside,
    false,
  );
  inside.side = THREE.DoubleSide;
  const coffee = solid(
    new THREE.CircleGeometry(0.04, 48),
    new THREE.MeshStandardMaterial({ color: '#2a1308', roughness: 0.12 }),
    [0, 0.088, 0],
  );
  coffee.rotation.x = -Math.PI / 2;
  const handle = rod(
    [
      [0.041, 0.085, 0],
      [0.06, 0.089, 0],
      [0.074, 0.072, 0],
      [0.074, 0.045, 0],
      [0.06, 0.027, 0],
      [0.041, 0.026, 0],
    ],
    0.0058,
    glaze,
  );
  handle.scale.z = 1.3;
  return named('cup', outer, inner, coffee, handle);
}

function label(): THREE.CanvasTexture {
  const p = paper(512, 256);
  p.fillStyle = '#f3ead6';
  p.fillRect(0, 0, 512, 256);
  p.strokeStyle = '#9c7a3c';
  p.lineWidth = 6;
  p.strokeRect(120, 14, 272, 228);
  p.fillStyle = '#7c2f2a';
  p.beginPath();
  p.arc(256, 88, 42, 0, 7);
  p.fill();
  p.fillStyle = '#3a3027';
  [
    [170, 150, 172, 14],
    [196, 178, 120, 8],
    [206, 198, 100, 8],
    [180, 218, 152, 6],
  ].forEach(([x, y, w, h]) => p.fillRect(x ?? 0, y ?? 0, w ?? 0, h ?? 0));
  return toTexture(p);
}

export function bottle(): THREE.Group {
  const glass = new THREE.MeshPhysicalMaterial({
    color: '#1d3d22',
    roughness: 0.06,
    clearcoat: 1,
    clearcoatRoughness: 0.04,
    specularIntensity: 1,
  });
  const foil = new THREE.MeshStandardMaterial({ color: '#7c2f2a', metalness: 0.55, roughness: 0.38 });
  const body = turned(
    [
      [0, 0.004],
      [0.033, 0],
      [0.0375, 0.006],
      [0.038, 0.02],
      [0.038, 0.1],
      [0.038, 0.17],
      [0.0375, 0.185],
      [0.033, 0.205],
      [0.022, 0.228],
      [0.0155, 0.25],
      [0.0145, 0.275],
      [0.0145, 0.3],
    ],
    glass,
  );
  const cap = turned(
    [
      [0.0152, 0.255],
      [0.0152, 0.295],
      [0.0168, 0.297],
      [0.0168, 0.31],
      [0.0155, 0.312],
      [0, 0.312],
    ],
    foil,
    false,
  );
  const sticker = solid(
    new THREE.CylinderGeometry(0.0385, 0.0385, 0.085, 64, 1, true),
    new THREE.MeshStandardMaterial({ map: label(), roughness: 0.85 }),
    [0, 0.098, 0],
  );
  sticker.rotation.y = 0.1;
  return named('bottle', body, cap, sticker);
}

function round(kind: 'apple' | 'orange', material: THREE.Material, radius: number, at: Place): THREE.Group {
  const geometry = new THREE.SphereGeometry(radius, 40, 32);
  const position = geometry.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    const x = position.getX(i) / radius;
    const y = position.getY(i) / radius;
    const z = position.getZ(i) / radius;
    const side = Math.hypot(x, z);
    // An apple dips at both poles and narrows below; an orange is a slightly flattened ball.
    const dip = kind === 'apple' ? 0.28 * Math.exp(-side * side * 14) : 0.03 * Math.exp(-side * side * 40);
    const narrow = kind === 'apple' ? 1 + 0.1 * y : 1;
    position.setXYZ(i, x * narrow * radius, (y * 0.94 - Math.sign(y) * dip) * radius, z * narrow * radius);
  }
  geometry.computeVertexNormals();
  const group = named(kind, solid(geometry, material));
  if (kind === 'apple') {
    const stalk = new THREE.MeshStandardMaterial({ color: '#5a3d22', roughness: 0.8 });
    group.add(
      rod(
        [
          [0, radius * 0.6, 0],
          [0.002, radius * 0.9, 0],
          [0.006, radius * 1.15, 0],
        ],
        0.0018,
        stalk,
      ),
    );
  }
  group.position.set(...at);
  return group;
}

export function fruitBowl(): THREE.Group {
  const stoneware = new THREE.MeshPhysicalMaterial({
    color: '#e9e4d8',
    roughness: 0.35,
    clearcoat: 0.4,
    side: THREE.DoubleSide,
  });
  const shell = turned(
    [
      [0, 0.006],
      [0.045, 0],
      [0.052, 0.004],
      [0.08, 0.022],
      [0.107, 0.05],
      [0.12, 0.078],
      [0.1225, 0.08],
      [0.118, 0.079],
      [0.1, 0.05],
      [0.06, 0.02],
      [0, 0.014],
    ],
    stoneware,
    false,
  );
  const red = new THREE.MeshPhysicalMaterial({
    map: fruit('#c22a25', '#e8b04a', 2),
    roughness: 0.32,
    clearcoat: 0.35,
    clearcoatRoughness: 0.3,
  });
  const green = new THREE.MeshPhysicalMaterial({
    map: fruit('#8fae3a', '#d6cf6a', 5),
    roughness: 0.34,
    clearcoat: 0.3,
  });
  const peel = new THREE.MeshStandardMaterial({
    color: '#ee8413',
    roughness: 0.5,
    bumpMap: speckle(44),
    bumpScale: 0.6,
  });
  const pieces = [
    round('orange', peel, 0.041, [-0.048, 0.068, 0.032]),
    round('apple', red, 0.04, [0.04, 0.07, 0.04]),
    round('apple', green, 0.039, [0.052, 0.068, -0.04]),
    round('orange', peel, 0.04, [-0.03, 0.066, -0.052]),
    round('apple', red, 0.041, [0.004, 0.12, 0.0]),
  ];
  pieces[1]?.rotation.set(0.5, 0, -0.4);
  pieces[4]?.rotation.set(0.25, 0.6, 0.2);
  const group = new THREE.Group();
  group.add(named('bowl', shell), ...pieces);
  return group;
}

export function books(): THREE.Group {
  const random = seededRandom(3);
  const group = new THREE.Group();
  let height = 0;
  [
    ['#3f6a78', 0.03],
    ['#c99b4a', 0.024],
    ['#8d4a43', 0.02],
  ].forEach(([hex, thick]) => {
    const t = Number(thick);
    const cover = new THREE.MeshStandardMaterial({ color: String(hex), roughness: 0.7 });
    const pages = new THREE.MeshStandardMaterial({ color: '#efe6d2', roughness: 0.9 });
    const book = named(
      'book',
      block([0.155, 0.004, 0.215], 0.001, cover, [0, 0.002, 0]),
      block([0.155, 0.004, 0.215], 0.001, cover, [0, t - 0.002, 0]),
    );
    book.add(
      block([0.15, t - 0.008, 0.207], 0.001, pages, [0.001, t / 2, 0]),
      block([0.005, t, 0.215], 0.002, cover, [-0.0765, t / 2, 0]),
    );
    book.position.y = height;
    book.rotation.y = (random() - 0.5) * 0.4;
    height += t;
    group.add(book);
  });
  return group;
}
