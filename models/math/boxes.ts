/** Arithmetic on axis-aligned boxes. */
import type { Box, Size } from '../contract';

/** Intersection over union, 0..1; 0 where either box has no area. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** The part of a box inside a picture; its sides are 0 where it lies outside. */
export function clipBox(box: Box, size: Size): Box {
  const left = clamp(box.x, 0, size.width);
  const top = clamp(box.y, 0, size.height);
  const right = clamp(box.x + box.width, 0, size.width);
  const bottom = clamp(box.y + box.height, 0, size.height);
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** Offsets of a two-stage detector: shift of the centre in box sides, log of the growth of each side (R-CNN, Girshick 2014). */
export interface Deltas {
  readonly dx: number;
  readonly dy: number;
  readonly dw: number;
  readonly dh: number;
}

/** Largest dw, dh that is believed: a box grows at most 62.5-fold, so exp() of a wild output stays finite (Detectron). */
const MAX_LOG_GROWTH = Math.log(1000 / 16);

/** Moves a reference box by predicted deltas. */
export function applyDeltas(reference: Box, { dx, dy, dw, dh }: Deltas): Box {
  const width = reference.width * Math.exp(Math.min(dw, MAX_LOG_GROWTH));
  const height = reference.height * Math.exp(Math.min(dh, MAX_LOG_GROWTH));
  const middleX = reference.x + reference.width * (0.5 + dx);
  const middleY = reference.y + reference.height * (0.5 + dy);
  return { x: middleX - width / 2, y: middleY - height / 2, width, height };
}

/** The deltas that move `reference` onto `target`: the inverse of `applyDeltas`. */
export function deltasBetween(reference: Box, target: Box): Deltas {
  return {
    dx: (target.x + target.width / 2 - reference.x) / reference.width - 0.5,
    dy: (target.y + target.height / 2 - reference.y) / reference.height - 0.5,
    dw: Math.log(target.width / reference.width),
    dh: Math.log(target.height / reference.height),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
