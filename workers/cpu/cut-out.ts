/**
 * The refined mask put into the frame's own pixels: the person stays, the rest becomes clear or grey. Most of a picture is surely
 * one or the other; only the seam between is computed pixel by pixel, which makes this the cheapest of the portrait's steps.
 */
import type { Size } from '../../models/contract';
import { NO_SHIFT } from '../../models/math/region-shift';
import { bilinearTaps, type BilinearTaps } from './bilinear-taps';
import { feather, SURE, type EdgeModel } from './refine-mask';

/** What becomes of the background: alpha 0, or its own colours in grey. */
export type Rest = 'clear' | 'grey';

/**
 * @param frame opaque RGBA; the whole frame at any resolution. `clear` writes the mask into alpha and wipes what is surely
 * background, `grey` blends colours and leaves alpha alone
 * @throws RangeError where the mask was made for a frame of another shape.
 */
export function cutOutPerson(frame: ImageData, model: EdgeModel, rest: Rest = 'clear'): void {
  requireShape(frame, model);
  const { columns, rows } = tapsFor(frame, model);
  const { width, height } = frame;
  const words = new Uint32Array(frame.data.buffer, frame.data.byteOffset, width * height);
  const { sure } = model;
  const line = new Float32Array(model.width * 4);
  const runs = intervals(columns);
  const wipe = rest === 'clear' ? (from: number, to: number) => words.fill(0, from, to) : greyOut(frame.data);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    if (y < rows.first || y >= rows.end) {
      wipe(start, start + width);
      continue;
    }
    blendRows(line, model, rows, y);
    const [top, bottom] = [at(rows.near, y) * model.width, at(rows.far, y) * model.width];
    wipe(start, start + columns.first);
    wipe(start + columns.end, start + width);
    for (const { cell, next, from, to } of runs) {
      const kind = at(sure, top + cell);
      const agreed =
        kind !== SURE.no &&
        kind === at(sure, top + next) &&
        kind === at(sure, bottom + cell) &&
        kind === at(sure, bottom + next);
      if (!agreed) seam(frame.data, { start, from, to, line, columns, rest });
      else if (kind === SURE.background) wipe(start + from, start + to);
    }
  }
}

/**
 * Person-ness 0..1 of every pixel of a small picture of the frame.
 * @param planes red, green, blue, 0..1, each `size.width·size.height` values
 */
export function personAlpha(
  planes: readonly [Float32Array, Float32Array, Float32Array],
  size: Size,
  model: EdgeModel,
  out: Float32Array,
): void {
  const { columns, rows } = tapsFor(size, model);
  const line = new Float32Array(model.width * 4);
  const [red, green, blue] = planes;
  for (let y = 0, i = 0; y < size.height; y++) {
    blendRows(line, model, rows, y);
    for (let x = 0; x < size.width; x++, i++) {
      const inside = y >= rows.first && y < rows.end && x >= columns.first && x < columns.end;
      out[i] = inside ? feather(fitAt(line, columns, x, at(red, i), at(green, i), at(blue, i))) : 0;
    }
  }
}

function requireShape(frame: Size, { placement: { frame: made } }: EdgeModel): void {
  // Two sides rounded to whole pixels may differ by one pixel from the exact shape.
  const off = Math.abs(frame.width * made.height - frame.height * made.width);
  if (off > Math.max(made.width, made.height, frame.width, frame.height))
    throw new RangeError(`a mask for ${made.width}×${made.height} on a frame of ${frame.width}×${frame.height}`);
}

function tapsFor(
  frame: Size,
  { placement, width, height, shift = NO_SHIFT }: EdgeModel,
): { columns: BilinearTaps; rows: BilinearTaps } {
  const { frame: made, scaleX, scaleY, offsetX, offsetY } = placement;
  const [acrossX, acrossY] = [made.width / frame.width, made.height / frame.height];
  // A cell is two model pixels wide.
  return {
    columns: bilinearTaps(frame.width, width, (x) => moved((x * acrossX * scaleX + offsetX) / 2, shift.x, width)),
    rows: bilinearTaps(frame.height, height, (y) => moved((y * acrossY * scaleY + offsetY) / 2, shift.y, height)),
  };
}

/** Where the mask saw what is at this cell now. What comes in from outside is taken for what is at the rim: a body goes on there. */
function moved(position: number, by: number, cells: number): number {
  return position < 0 || position > cells ? position : Math.min(cells, Math.max(0, position - by));
}

interface Interval {
  /** The cells on either side. */
  readonly cell: number;
  readonly next: number;
  /** Pixels `from … to - 1` of the row lie between them. */
  readonly from: number;
  readonly to: number;
}

function intervals({ near, far, first, end }: BilinearTaps): Interval[] {
  const found: Interval[] = [];
  for (let x = first, from = first; x < end; x++) {
    if (x + 1 < end && near[x + 1] === near[x] && far[x + 1] === far[x]) continue;
    found.push({ cell: at(near, x), next: at(far, x), from, to: x + 1 });
    from = x + 1;
  }
  return found;
}

// Inner loops of the frame path: the tables were made for these very arrays, and a check per read would cost a third of the time.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function at(values: Float32Array | Int32Array | Uint8Array, index: number): number {
  return values[index]!;
}

/** The fits between two rows of cells. */
function blendRows(line: Float32Array, { fits, width }: EdgeModel, rows: BilinearTaps, y: number): void {
  const top = rows.near[y]! * width * 4;
  const bottom = rows.far[y]! * width * 4;
  const down = rows.weight[y]!;
  for (let i = 0; i < line.length; i++) line[i] = fits[top + i]! + (fits[bottom + i]! - fits[top + i]!) * down;
}

function fitAt(line: Float32Array, columns: BilinearTaps, x: number, red: number, green: number, blue: number): number {
  const near = columns.near[x]! * 4;
  const far = columns.far[x]! * 4;
  const right = columns.weight[x]!;
  const left = line[near]! * red + line[near + 1]! * green + line[near + 2]! * blue + line[near + 3]!;
  const other = line[far]! * red + line[far + 1]! * green + line[far + 2]! * blue + line[far + 3]!;
  const value = left + (other - left) * right;
  return value > 0 ? value : 0; // Also where it is not a number.
}

interface Seam {
  /** Index of the row's first pixel. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly line: Float32Array;
  readonly columns: BilinearTaps;
  readonly rest: Rest;
}

function seam(data: Uint8ClampedArray, { start, from, to, line, columns, rest }: Seam): void {
  const [near, far] = [columns.near[from]! * 4, columns.far[from]! * 4];
  // Locals, not destructured arrays: this is where the time goes.
  const [leftR, leftG, leftB, leftD] = [line[near]!, line[near + 1]!, line[near + 2]!, line[near + 3]!];
  const [moreR, moreG] = [line[far]! - leftR, line[far + 1]! - leftG];
  const [moreB, moreD] = [line[far + 2]! - leftB, line[far + 3]! - leftD];
  const { weight } = columns;
  for (let x = from, o = (start + from) * 4; x < to; x++, o += 4) {
    const red = data[o]!;
    const green = data[o + 1]!;
    const blue = data[o + 2]!;
    const left = leftR * red + leftG * green + leftB * blue;
    const more = moreR * red + moreG * green + moreB * blue;
    const value = left / 255 + leftD + (more / 255 + moreD) * weight[x]!;
    // Also 0 where it is not a number.
    const alpha = value > 0 ? (value >= 1 ? 255 : FEATHERED[(value * FEATHER_STEPS) | 0]!) : 0;
    if (rest === 'clear') {
      data[o + 3] = alpha;
      continue;
    }
    const grey = greyOf(red, green, blue);
    const share = alpha / 255;
    data[o] = grey + (red - grey) * share;
    data[o + 1] = grey + (green - grey) * share;
    data[o + 2] = grey + (blue - grey) * share;
  }
}

/** `feather` as a table, 0..255: fine enough that no step exceeds one grey level. */
const FEATHER_STEPS = 4096;
const FEATHERED = Float32Array.from({ length: FEATHER_STEPS }, (_, i) => feather((i + 0.5) / FEATHER_STEPS) * 255);

/** Luma, ITU-R BT.601. */
function greyOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function greyOut(data: Uint8ClampedArray): (from: number, to: number) => void {
  return (from, to) => {
    for (let i = from, o = from * 4; i < to; i++, o += 4) {
      const grey = greyOf(data[o]!, data[o + 1]!, data[o + 2]!);
      data[o] = data[o + 1] = data[o + 2] = grey;
    }
  };
}
