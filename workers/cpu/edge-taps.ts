/** Where the pixels of a frame fall between the cells of an edge model. */
import type { Size } from '../../models/contract';
import { NO_SHIFT } from '../../models/math/region-shift';
import { bilinearTaps, type BilinearTaps } from './bilinear-taps';
import type { EdgeModel } from './refine-mask';

/** @param frame the whole frame at any resolution */
export function edgeTaps(
  frame: Size,
  { placement, width, height, shift = NO_SHIFT }: EdgeModel,
): { readonly columns: BilinearTaps; readonly rows: BilinearTaps } {
  const { frame: made, scaleX, scaleY, offsetX, offsetY } = placement;
  const [acrossX, acrossY] = [made.width / frame.width, made.height / frame.height];
  // A cell is two model pixels wide.
  return {
    columns: bilinearTaps(frame.width, width, (x) => moved((x * acrossX * scaleX + offsetX) / 2, shift.x, width)),
    rows: bilinearTaps(frame.height, height, (y) => moved((y * acrossY * scaleY + offsetY) / 2, shift.y, height)),
  };
}

/** @throws RangeError where the model was made for a frame of another shape. */
export function requireShape(frame: Size, { placement: { frame: made } }: EdgeModel): void {
  // Two sides rounded to whole pixels may differ by one pixel from the exact shape.
  const off = Math.abs(frame.width * made.height - frame.height * made.width);
  if (off > Math.max(made.width, made.height, frame.width, frame.height))
    throw new RangeError(`a mask for ${made.width}×${made.height} on a frame of ${frame.width}×${frame.height}`);
}

/** Where the mask saw what is at this cell now. What comes in from outside is taken for what is at the rim: a body goes on there. */
function moved(position: number, by: number, cells: number): number {
  return position < 0 || position > cells ? position : Math.min(cells, Math.max(0, position - by));
}

/** Stands for no cell: what the network did not see. */
export const OUTSIDE = -1;
/** Numbers of an interval: cell, next cell, first pixel, end. */
export const INTERVAL = 4;

/** All of a row outside of what the network saw. */
export function outsideRow(width: number): readonly number[] {
  return [OUTSIDE, OUTSIDE, 0, width];
}

/** The pixels of a row by the two cells they lie between, left to right, `INTERVAL` numbers each. */
export function intervalsOf({ near, far, first, end }: BilinearTaps): readonly number[] {
  const width = near.length;
  if (first >= end) return outsideRow(width);
  const found: number[] = first > 0 ? [OUTSIDE, OUTSIDE, 0, first] : [];
  for (let x = first, from = first; x < end; x++) {
    if (x + 1 < end && near[x + 1] === near[x] && far[x + 1] === far[x]) continue;
    found.push(near[x] ?? 0, far[x] ?? 0, from, x + 1);
    from = x + 1;
  }
  if (end < width) found.push(OUTSIDE, OUTSIDE, end, width);
  return found;
}
