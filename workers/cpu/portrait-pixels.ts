/**
 * The portrait's pixels: a frame, a small picture of what is behind the person, and the picture shown, in one memory that the
 * kernels work on. Most of a picture is surely person or surely not; only the seam between is asked pixel by pixel.
 */
import type { Size } from '../../models/contract';
import type { BlurPlan } from '../blur-plan';
import { bilinearTaps, type BilinearTaps } from './bilinear-taps';
import { BLUR, chords } from './blur';
import { edgeTaps, INTERVAL, intervalsOf, OUTSIDE, outsideRow, requireShape } from './edge-taps';
import { workbench, type Workbench } from './kernels/workbench';
import { LIGHT_WRAP, lightRadius } from './light-wrap';
import { REFINEMENT, type EdgeModel } from './refine-mask';

/** What is behind the person: nothing (alpha 0), the frame in grey, or the small picture drawn large. Numbers of the kernels. */
const REST = { clear: 0, grey: 1, small: 2 } as const;
export type Rest = keyof typeof REST;

/** Samples averaged per side of a small pixel: more do not show through a blur. */
const SAMPLES = 4;
const CELL_BYTES = 16;
const STEEPNESS = 1 / (REFINEMENT.high - REFINEMENT.low);

const layoutFor = (frame: Size, small: Size, cells: Size) => {
  const [pixels, smallPixels] = [frame.width * frame.height, small.width * small.height];
  return {
    frame: ['bytes', pixels * 4],
    shown: ['bytes', pixels * 4],
    small: ['floats', smallPixels * 4],
    spare: ['floats', smallPixels * 4],
    smallBytes: ['bytes', smallPixels * 4],
    /** A row of the small picture, or of sums: doubles. */
    smallLine: ['floats', small.width * 8],
    /** Byte offsets of the left and right neighbours, weights. */
    smallTaps: ['integers', small.width * 3],
    backTaps: ['integers', frame.width * 3],
    backRuns: ['integers', (small.width + 3) * INTERVAL],
    fits: ['floats', cells.width * cells.height * 4],
    sure: ['bytes', cells.width * cells.height],
    fitLine: ['floats', cells.width * 4],
    weights: ['floats', frame.width],
    /** The row outside, then those of a row that the network saw: one for each cell, and what lies beside them. */
    intervals: ['integers', (cells.width + 3) * INTERVAL],
    stretches: ['integers', (cells.width + 3) * INTERVAL],
    starts: ['integers', SAMPLES],
    offsets: ['integers', small.width * SAMPLES],
    chords: ['integers', Math.max(small.width, small.height) + 1],
  } as const;
};

export class PortraitPixels {
  readonly size: Size;
  readonly small: Size;
  readonly #cells: Size;
  readonly #bench: Workbench<ReturnType<typeof layoutFor>>;
  /** Rows of the picture shown between rows of the small one. */
  readonly #down: BilinearTaps;
  /** Whose fits lie on the bench. */
  #model: EdgeModel | undefined;

  /**
   * @param size of the frame and of what is shown, at any resolution
   * @param small of the picture behind the person
   * @param cells of the edge models that will come
   */
  constructor(size: Size, small: Size, cells: Size) {
    this.size = sizeOf(size);
    this.small = sizeOf(small);
    this.#cells = sizeOf(cells);
    this.#bench = workbench(layoutFor(size, small, cells));
    const across = bilinearTaps(size.width, small.width, (x) => (x * small.width) / size.width);
    this.#down = bilinearTaps(size.height, small.height, (y) => (y * small.height) / size.height);
    this.#writeTaps(this.#bench.backTaps, across);
    this.#bench.backRuns.set(intervalsOf(across));
  }

  /** Whether pictures of these sizes can be worked on here. */
  fits(size: Size, small: Size, cells: Size): boolean {
    return same(size, this.size) && same(small, this.small) && same(cells, this.#cells);
  }

  /** Red, green, blue 0..1 and person-ness 0..1 of the small picture, row-major. */
  get cells(): Float32Array<ArrayBuffer> {
    return this.#bench.small;
  }

  /** @param pixels RGBA, opaque, `size.width·size.height·4` bytes */
  take(pixels: Uint8ClampedArray): void {
    this.#bench.frame.set(pixels);
  }

  /** Makes the small picture: the mean of up to 4×4 samples spread over each of its pixels. Nobody is in it yet. */
  shrink(): void {
    const { kernels, frame, small, starts, offsets } = this.#bench;
    const { width, height } = this.small;
    const columns = samplesOf(this.size.width, width);
    const rows = samplesOf(this.size.height, height);
    offsets.set(columns.at.map((x) => x * 4));
    const scale = 1 / (255 * columns.each * rows.each);
    for (let y = 0; y < height; y++) {
      for (let i = 0; i < rows.each; i++)
        starts[i] = frame.byteOffset + (rows.at[y * rows.each + i] ?? 0) * this.size.width * 4;
      const cells = small.byteOffset + y * width * CELL_BYTES;
      kernels.shrinkRow(starts.byteOffset, rows.each, offsets.byteOffset, columns.each, cells, width, scale);
    }
  }

  /** Asks who is in the small picture, colour by colour. */
  ask(model: EdgeModel): void {
    const { kernels, small, smallTaps, fitLine } = this.#bench;
    const { width, height } = this.small;
    const { columns, rows } = edgeTaps(this.small, model);
    this.#use(model);
    this.#writeTaps(smallTaps, columns);
    for (let y = 0; y < height; y++) {
      const inside = y >= rows.first && y < rows.end;
      if (inside) this.#blendFits(rows, y);
      const [from, to] = inside ? [columns.first, columns.end] : [0, 0];
      const cells = small.byteOffset + y * width * CELL_BYTES;
      const line = fitLine.byteOffset;
      kernels.personRow(cells, width, line, smallTaps.byteOffset, from, to, REFINEMENT.low, STEEPNESS);
    }
  }

  /** Who is in the small picture, as `ask` found: blurring and lighting forget it. */
  people(): Float32Array {
    return Float32Array.from({ length: this.small.width * this.small.height }, (_, i) => this.cells[i * 4 + 3] ?? 0);
  }

  /** Blurs the small picture in place; every cell counts by how surely it is background. */
  blur({ shape, radii }: Pick<BlurPlan, 'shape' | 'radii'>): void {
    const { kernels, small } = this.#bench;
    const { width, height } = this.small;
    const count = width * height;
    // Light adds up, not its square root: bright points of a disc stay bright (gamma 2 for 2.2).
    if (shape === 'disc') kernels.square(small.byteOffset, count);
    kernels.weigh(small.byteOffset, count, BLUR.personAbove, BLUR.least);
    for (const radius of radii) this.#spread(shape, radius);
    kernels.unweigh(small.byteOffset, count, BLUR.least / 2);
    if (shape === 'disc') kernels.root(small.byteOffset, count);
  }

  /** Makes the small picture the light it throws on the person. @param people from before it was blurred */
  light(people: Float32Array): void {
    const { cells } = this;
    for (let i = 0, o = 0; i < people.length; i++) {
      const share = (1 - (people[i] ?? 0)) * LIGHT_WRAP.amount;
      for (let c = 0; c < 4; c++, o++) cells[o] = (cells[o] ?? 0) * share;
    }
    const radius = lightRadius(this.small);
    for (let run = 0; run < 2; run++) this.#spread('gaussian', radius);
  }

  /** The small picture as opaque RGBA, valid until the next call. */
  smallBytes(): Uint8ClampedArray<ArrayBuffer> {
    const { kernels, small, smallBytes } = this.#bench;
    kernels.toBytes(small.byteOffset, smallBytes.byteOffset, this.small.width * this.small.height);
    return smallBytes;
  }

  /**
   * The person over what is behind.
   * @param mirrored left and right change sides
   * @returns RGBA of `size`, valid until the next call
   * @throws RangeError where the model was made for a frame of another shape.
   */
  draw(model: EdgeModel, rest: Rest, mirrored = false): Uint8ClampedArray<ArrayBuffer> {
    const { kernels, frame, shown, small, smallLine, backTaps, backRuns, fits, sure, weights, intervals, stretches } =
      this.#bench;
    const { width, height } = this.size;
    requireShape(this.size, model);
    const { columns, rows } = edgeTaps(this.size, model);
    this.#use(model);
    weights.set(columns.weight);
    const seen = intervalsOf(columns);
    intervals.set(outsideRow(width));
    intervals.set(seen, INTERVAL);
    const back = this.#down;
    const rowBytes = width * 4;
    const smallRow = this.small.width * CELL_BYTES;
    const fitRow = this.#cells.width * CELL_BYTES;
    /** Rows of cells that the stretches are of. */
    let [above, below, count] = [-1, -1, 0];
    for (let y = 0; y < height; y++) {
      const inside = y >= rows.first && y < rows.end;
      const [near, far] = inside ? [rows.near[y] ?? 0, rows.far[y] ?? 0] : [OUTSIDE, OUTSIDE];
      if (y === 0 || near !== above || far !== below) {
        const [from, length] = inside ? [INTERVAL * 4, seen.length / INTERVAL] : [0, 1];
        const [top, bottom] = [near, far].map((row) => sure.byteOffset + row * this.#cells.width) as [number, number];
        count = kernels.stretchesOf(intervals.byteOffset + from, length, top, bottom, stretches.byteOffset);
        [above, below] = [near, far];
      }
      if (rest === 'small') {
        const top = small.byteOffset + (back.near[y] ?? 0) * smallRow;
        const bottom = small.byteOffset + (back.far[y] ?? 0) * smallRow;
        kernels.blendLines(top, bottom, back.weight[y] ?? 0, 255, smallLine.byteOffset, this.small.width);
      }
      kernels.drawRow(
        frame.byteOffset + Math.max(0, y - 1) * rowBytes,
        frame.byteOffset + Math.min(height - 1, y + 1) * rowBytes,
        frame.byteOffset + y * rowBytes,
        shown.byteOffset + y * rowBytes,
        width,
        stretches.byteOffset,
        count,
        fits.byteOffset + near * fitRow,
        fits.byteOffset + far * fitRow,
        rows.weight[y] ?? 0,
        weights.byteOffset,
        REST[rest],
        smallLine.byteOffset,
        backTaps.byteOffset,
        backRuns.byteOffset,
        REFINEMENT.low,
        STEEPNESS,
      );
      if (mirrored) kernels.flipRow(shown.byteOffset + y * rowBytes, width);
    }
    return shown;
  }

  #use(model: EdgeModel): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#bench.fits.set(model.fits);
    this.#bench.sure.set(model.sure);
  }

  /** The fits between two rows of cells. */
  #blendFits(rows: BilinearTaps, y: number): void {
    const { kernels, fits, fitLine } = this.#bench;
    const row = this.#cells.width * CELL_BYTES;
    const top = fits.byteOffset + (rows.near[y] ?? 0) * row;
    const bottom = fits.byteOffset + (rows.far[y] ?? 0) * row;
    kernels.blendLines(top, bottom, rows.weight[y] ?? 0, 1, fitLine.byteOffset, this.#cells.width);
  }

  #spread(shape: BlurPlan['shape'], radius: number): void {
    const { kernels, small, spare, smallLine, chords: half } = this.#bench;
    const { width, height } = this.small;
    const [from, to] = [small.byteOffset, spare.byteOffset];
    if (shape === 'disc') {
      half.set(chords(radius));
      kernels.discMean(from, to, half.byteOffset, width, height, radius);
      small.set(spare);
      return;
    }
    kernels.boxMeanRows(from, to, width, height, radius);
    kernels.boxMeanColumns(to, from, smallLine.byteOffset, width, height, radius);
  }

  #writeTaps(table: Int32Array<ArrayBuffer>, { near, far, weight }: BilinearTaps): void {
    const count = near.length;
    for (let i = 0; i < count; i++) {
      table[i] = (near[i] ?? 0) * CELL_BYTES;
      table[count + i] = (far[i] ?? 0) * CELL_BYTES;
    }
    new Float32Array(table.buffer, table.byteOffset + 8 * count, count).set(weight);
  }
}

/** Source positions, `each` to every small pixel, evenly spread. */
function samplesOf(from: number, to: number): { readonly at: readonly number[]; readonly each: number } {
  const each = Math.min(SAMPLES, Math.max(1, Math.floor(from / to)));
  const at = Array.from({ length: to * each }, (_, i) =>
    Math.min(from - 1, Math.floor(((i + 0.5) * from) / (to * each))),
  );
  return { at, each };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
