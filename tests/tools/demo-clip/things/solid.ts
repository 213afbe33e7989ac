/** Small builders shared by the furniture: meshes with shadows, turned profiles, rounded boxes, tubes. */
import * as THREE from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';

export type Place = readonly [number, number, number];

export function solid(geometry: THREE.BufferGeometry, material: THREE.Material, at: Place = [0, 0, 0]): THREE.Mesh {
  const mesh = new THREE.Mesh(geometry, material);
  mesh.position.set(...at);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}

/** A box with rounded edges: width, height, depth and edge radius in metres. */
export function block(size: Place, radius: number, material: THREE.Material, at: Place = [0, 0, 0]): THREE.Mesh {
  return solid(new RoundedBoxGeometry(...size, 4, Math.min(radius, Math.min(...size) / 2.01)), material, at);
}

/** A solid of revolution through (radius, height) points, smoothed by a spline. */
export function turned(
  profile: readonly (readonly [number, number])[],
  material: THREE.Material,
  smooth = true,
): THREE.Mesh {
  const points = profile.map(([r, y]) => new THREE.Vector2(r, y));
  const curve = smooth ? new THREE.SplineCurve(points).getPoints(profile.length * 6) : points;
  for (const point of curve) point.x = Math.max(0, point.x);
  return solid(new THREE.LatheGeometry(curve, 64), material);
}

/** A round rod along a spline through `points`. */
export function rod(points: readonly Place[], radius: number, material: THREE.Material): THREE.Mesh {
  const curve = new THREE.CatmullRomCurve3(points.map((p) => new THREE.Vector3(...p)));
  return solid(new THREE.TubeGeometry(curve, points.length * 12, radius, 14), material);
}

/** A group carrying the COCO name its pixels count for in the labels. */
export function named(label: string, ...parts: THREE.Object3D[]): THREE.Group {
  const group = new THREE.Group();
  group.name = label;
  group.userData['label'] = label;
  if (parts.length > 0) group.add(...parts);
  return group;
}

/** Repeats a texture so that one tile covers `tileM` metres of a `sizeM` surface. */
export function tiled<T extends THREE.Texture>(texture: T, u: number, v: number): T {
  texture.repeat.set(u, v);
  return texture;
}
