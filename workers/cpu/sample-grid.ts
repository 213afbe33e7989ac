/**
 * Where the pixels of a network's input come from in a source picture, as tables of array offsets: one per output column, one
 * per output row. A quarter turn or a flip only changes which table walks along rows, so the inner loops do not know of it.
 */
import type { Placement, Size } from '../../models/contract';
import { pictureInModel } from '../../models/math/letterbox';
import type { QuarterTurn } from '../../models/math/affine';
import { bilinearTaps } from './bilinear-taps';

/** How a source picture must be turned (clockwise), then flipped left to right, to stand upright. */
export interface Pose {
  readonly turn: QuarterTurn;
  readonly flip: boolean;
}

export interface Taps {
  /** First output index covered by the picture; the rest is padding. */
  readonly start: number;
  /** Offsets of the two neighbours on this axis, array units; entry i belongs to output index start + i. */
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** Weight of `far`, 0..1. */
  readonly weight: Float32Array;
  /** Offset of the nearest sample in a chroma plane of half size. */
  readonly chroma: Int32Array;
}

export interface SampleGrid {
  readonly columns: Taps;
  readonly rows: Taps;
}

/** Distance between neighbours of a source picture, array units. */
export interface Strides {
  readonly pixel: number;
  readonly row: number;
  readonly chromaPixel: number;
  readonly chromaRow: number;
}

/**
 * @param source stored size, before the pose is applied; the placement speaks of the upright frame, which may be scaled
 * against it (non-square pixels).
 */
export function buildSampleGrid(source: Size, pose: Pose, placement: Placement, strides: Strides): SampleGrid {
  const picture = pictureInModel(placement);
  const onItsSide = pose.turn % 180 !== 0;
  const along = (axis: 'x' | 'y'): Taps => {
    const walksRows = onItsSide === (axis === 'x');
    const length = walksRows ? source.height : source.width;
    const upright = axis === 'x' ? placement.frame.width : placement.frame.height;
    const scale = axis === 'x' ? placement.scaleX : placement.scaleY;
    const offset = axis === 'x' ? placement.offsetX : placement.offsetY;
    const start = Math.round(axis === 'x' ? picture.x : picture.y);
    const end = Math.round(axis === 'x' ? picture.x + picture.width : picture.y + picture.height);
    return tapsOf({
      start,
      count: end - start,
      length,
      toSource: (position) => (((position - offset) / scale) * length) / upright,
      backwards: runsBackwards(axis, pose),
      stride: walksRows ? strides.row : strides.pixel,
      chromaStride: walksRows ? strides.chromaRow : strides.chromaPixel,
    });
  };
  return { columns: along('x'), rows: along('y') };
}

/** Whether walking right (x) or down (y) in the upright picture walks towards smaller stored indices. */
function runsBackwards(axis: 'x' | 'y', { turn, flip }: Pose): boolean {
  // Upright (x, y) is stored at: 0° (x, y) · 90° (y, H-1-x) · 180° (W-1-x, H-1-y) · 270° (W-1-y, x).
  if (axis === 'x') return (turn === 90 || turn === 180) !== flip;
  return turn === 180 || turn === 270;
}

interface TapRequest {
  readonly start: number;
  readonly count: number;
  readonly length: number;
  /** Continuous output position → continuous source position, rising. */
  readonly toSource: (position: number) => number;
  readonly backwards: boolean;
  readonly stride: number;
  readonly chromaStride: number;
}

function tapsOf({ start, count, length, toSource, backwards, stride, chromaStride }: TapRequest): Taps {
  const { near, far, weight } = bilinearTaps(count, length, (position) => toSource(start + position));
  const stored = (index: number): number => (backwards ? length - 1 - index : index);
  const nearest = near.map((low, i) => stored(Math.round(low + (weight[i] ?? 0))));
  return {
    start,
    near: near.map((index) => stored(index) * stride),
    far: far.map((index) => stored(index) * stride),
    weight,
    chroma: nearest.map((index) => (index >> 1) * chromaStride),
  };
}
