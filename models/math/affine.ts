/** Plane transforms for drawing: frame pixels → canvas pixels, with mirror and quarter turns. */
import type { Box, Size } from '../contract';
import { requireSize, type Point } from './letterbox';

/**
 * A 2×3 matrix: x' = a·x + c·y + e, y' = b·x + d·y + f. The letters are those of `CanvasRenderingContext2D.setTransform`
 * and `DOMMatrix`, so it can be handed to either.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export type QuarterTurn = 0 | 90 | 180 | 270;

export interface View {
  /** Clockwise as seen by the user, degrees. Applied first. */
  readonly rotate: QuarterTurn;
  /** Left and right swapped on the screen. Applied after the rotation, so a mirror stays a mirror in every orientation. */
  readonly mirror: boolean;
}

export const UPRIGHT: View = { rotate: 0, mirror: false };
export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** Size of a picture after a quarter turn. */
export function turnedSize(size: Size, rotate: QuarterTurn): Size {
  return rotate % 180 === 0 ? { width: size.width, height: size.height } : { width: size.height, height: size.width };
}

/** Shows the whole of `source` centred in `target`, aspect kept. @returns source pixels → target pixels. */
export function fitContain(source: Size, target: Size, view: View = UPRIGHT): Affine {
  return fit(source, target, view, Math.min);
}

/** Fills `target` with the middle of `source`, aspect kept. @returns source pixels → target pixels. */
export function fitCover(source: Size, target: Size, view: View = UPRIGHT): Affine {
  return fit(source, target, view, Math.max);
}

/** @throws RangeError where a side is not a positive, finite number. */
function fit(source: Size, target: Size, view: View, choose: (x: number, y: number) => number): Affine {
  requireSize(source, 'source');
  requireSize(target, 'target');
  const shown = turnedSize(source, view.rotate);
  const s = choose(target.width / shown.width, target.height / shown.height);
  // About the middle of the source, so that only the linear part depends on the view.
  const [cos, sin] = QUARTER[view.rotate];
  const flip = view.mirror ? -1 : 1;
  const a = flip * s * cos;
  const b = s * sin;
  const c = flip * -s * sin;
  const d = s * cos;
  const midX = source.width / 2;
  const midY = source.height / 2;
  return { a, b, c, d, e: target.width / 2 - a * midX - c * midY, f: target.height / 2 - b * midX - d * midY };
}

/** cos and sin of a clockwise turn on a screen whose y points down; exact, unlike Math.cos. */
const QUARTER: Readonly<Record<QuarterTurn, readonly [number, number]>> = {
  0: [1, 0],
  90: [0, 1],
  180: [-1, 0],
  270: [0, -1],
};

export function mapPoint(m: Affine, p: Point): Point {
  return { x: m.a * p.x + m.c * p.y + m.e, y: m.b * p.x + m.d * p.y + m.f };
}

/** The axis-aligned box around a mapped box; exact for quarter turns. */
export function mapBox(m: Affine, box: Box): Box {
  const width = Math.abs(m.a) * box.width + Math.abs(m.c) * box.height;
  const height = Math.abs(m.b) * box.width + Math.abs(m.d) * box.height;
  const middle = mapPoint(m, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** @throws RangeError where the matrix flattens the plane. */
export function invert(m: Affine): Affine {
  const det = m.a * m.d - m.b * m.c;
  if (!Number.isFinite(det) || det === 0) throw new RangeError('this transform has no inverse');
  return {
    a: m.d / det,
    b: -m.b / det,
    c: -m.c / det,
    d: m.a / det,
    e: (m.c * m.f - m.d * m.e) / det,
    f: (m.b * m.e - m.a * m.f) / det,
  };
}
