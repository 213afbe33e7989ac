/**
 * Turns a signed distance into a triangle mesh by naive surface nets: one vertex per cell that the surface
 * crosses, one quad per crossed grid edge. Blocks of cells that lie clear of the surface are skipped.
 */
import * as THREE from 'three';
import type { Distance, Point } from './solids.ts';

const BLOCK = 8;

/** Meshes the zero set of `distance` in the box `low`..`high` (m) with cells of `cell` m; normals from the field. */
export function surface(distance: Distance, low: Point, high: Point, cell: number): THREE.BufferGeometry {
  const counts = low.map((l, axis) => Math.ceil(((high[axis] ?? l) - l) / cell) + 2) as [number, number, number];
  const [nx, ny, nz] = counts;
  const field = new Float32Array(nx * ny * nz).fill(1);
  const index = (i: number, j: number, k: number): number => i + nx * (j + ny * k);
  const at = (axis: number, i: number): number => (low[axis] ?? 0) + i * cell;
  const reach = BLOCK * cell * 0.87 + cell * 2;
  for (let k = 0; k < nz; k += BLOCK) {
    for (let j = 0; j < ny; j += BLOCK) {
      for (let i = 0; i < nx; i += BLOCK) {
        const middle = distance(at(0, i + BLOCK / 2), at(1, j + BLOCK / 2), at(2, k + BLOCK / 2));
        // Blended fields overstate distance a little, hence the factor.
        const clear = Math.abs(middle) > reach * 1.6;
        for (let c = k; c < Math.min(nz, k + BLOCK); c++) {
          for (let b = j; b < Math.min(ny, j + BLOCK); b++) {
            for (let a = i; a < Math.min(nx, i + BLOCK); a++) {
              field[index(a, b, c)] = clear ? middle : distance(at(0, a), at(1, b), at(2, c));
            }
          }
        }
      }
    }
  }
  const positions: number[] = [];
  const cellVertex = new Int32Array(nx * ny * nz).fill(-1);
  const steps = [1, nx, nx * ny];
  for (let k = 0; k < nz - 1; k++) {
    for (let j = 0; j < ny - 1; j++) {
      for (let i = 0; i < nx - 1; i++) {
        const here = index(i, j, k);
        const crossing = cellCentre(field, here, steps);
        if (!crossing) continue;
        cellVertex[here] = positions.length / 3;
        positions.push(at(0, i + crossing[0]), at(1, j + crossing[1]), at(2, k + crossing[2]));
      }
    }
  }
  const geometry = new THREE.BufferGeometry();
  geometry.setIndex(quads(field, cellVertex, counts, steps));
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new THREE.Float32BufferAttribute(normals(distance, positions, cell * 0.6), 3));
  return geometry;
}

/** Mean of the surface's crossings of a cell's twelve edges, in cell units, or null where it does not pass. */
function cellCentre(field: Float32Array, here: number, steps: readonly number[]): [number, number, number] | null {
  const corner = (bits: number): number =>
    field[
      here + (bits & 1 ? (steps[0] ?? 0) : 0) + (bits & 2 ? (steps[1] ?? 0) : 0) + (bits & 4 ? (steps[2] ?? 0) : 0)
    ] ?? 1;
  const sum: [number, number, number] = [0, 0, 0];
  let crossings = 0;
  for (let bits = 0; bits < 8; bits++) {
    for (let axis = 0; axis < 3; axis++) {
      if (bits & (1 << axis)) continue;
      const a = corner(bits);
      const b = corner(bits | (1 << axis));
      if (a < 0 === b < 0) continue;
      crossings++;
      const t = a / (a - b);
      for (let other = 0; other < 3; other++) {
        sum[other] = (sum[other] ?? 0) + (other === axis ? t : bits & (1 << other) ? 1 : 0);
      }
    }
  }
  return crossings ? [sum[0] / crossings, sum[1] / crossings, sum[2] / crossings] : null;
}

function quads(
  field: Float32Array,
  cellVertex: Int32Array,
  counts: readonly number[],
  steps: readonly number[],
): number[] {
  const [nx = 0, ny = 0, nz = 0] = counts;
  const indices: number[] = [];
  for (let k = 1; k < nz - 1; k++) {
    for (let j = 1; j < ny - 1; j++) {
      for (let i = 1; i < nx - 1; i++) {
        const here = i + nx * (j + ny * k);
        const inside = (field[here] ?? 1) < 0;
        for (let axis = 0; axis < 3; axis++) {
          if (inside === (field[here + (steps[axis] ?? 0)] ?? 1) < 0) continue;
          const u = steps[(axis + 1) % 3] ?? 0;
          const v = steps[(axis + 2) % 3] ?? 0;
          const [a, b, c, d] = [here, here - u, here - u - v, here - v].map((cellIndex) => cellVertex[cellIndex] ?? -1);
          if (a === undefined || b === undefined || c === undefined || d === undefined || Math.min(a, b, c, d) < 0)
            continue;
          if (inside) indices.push(a, b, c, a, c, d);
          else indices.push(a, c, b, a, d, c);
        }
      }
    }
  }
  return indices;
}

function normals(distance: Distance, positions: readonly number[], h: number): Float32Array {
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x = 0, y = 0, z = 0] = positions.slice(i, i + 3);
    const gx = distance(x + h, y, z) - distance(x - h, y, z);
    const gy = distance(x, y + h, z) - distance(x, y - h, z);
    const gz = distance(x, y, z + h) - distance(x, y, z - h);
    const length = Math.hypot(gx, gy, gz) || 1;
    out.set([gx / length, gy / length, gz / length], i);
  }
  return out;
}
