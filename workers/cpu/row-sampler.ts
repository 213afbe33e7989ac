/** Rows of a network's input out of a picture, by the kernels. The memory they work in is kept while the geometry stays the same. */
import { workbench } from './kernels/workbench';
import type { PixelPicture } from './pixel-picture';
import type { SampleGrid } from './sample-grid';

/** Pixels that a kernel computes at once. */
const LANES = 4;
/** Numbers of a `YuvMatrix`, then scale and bias of three channels; RGBA needs fewer. */
const COLOUR_NUMBERS = 12;

interface Scale {
  readonly scale: number;
  readonly bias: number;
}
export type ChannelScales = readonly [red: Scale, green: Scale, blue: Scale];
/** @param values red, green and blue of one row, valid until the next. */
export type RowSink = (row: number, values: readonly [Float32Array, Float32Array, Float32Array]) => void;

const layoutFor = (columns: number, bytes: number) =>
  ({
    /** And one byte that may be read beside the last. */
    picture: ['bytes', bytes + 1],
    near: ['integers', columns],
    far: ['integers', columns],
    weight: ['floats', columns],
    chroma: ['integers', columns],
    colour: ['floats', COLOUR_NUMBERS],
    red: ['floats', columns],
    green: ['floats', columns],
    blue: ['floats', columns],
  }) as const;

export class RowSampler {
  readonly #grid: SampleGrid;
  /** Columns, up to whole lanes; the surplus ones repeat the last. */
  readonly #columns: number;
  /** Every column lies between a byte and the next. */
  readonly #isPaired: boolean;
  readonly #bench: ReturnType<typeof workbench<ReturnType<typeof layoutFor>>>;

  /** @param bytes of a picture's data */
  constructor(grid: SampleGrid, bytes: number) {
    this.#grid = grid;
    const { near, far, chroma } = grid.columns;
    this.#isPaired = far.every((right, i) => right - (near[i] ?? 0) <= 1 && right >= (near[i] ?? 0));
    // At the rim both neighbours are the same.
    const weight = this.#isPaired
      ? grid.columns.weight.map((w, i) => (far[i] === near[i] ? 0 : w))
      : grid.columns.weight;
    this.#columns = Math.ceil(near.length / LANES) * LANES;
    // The four tables of the columns lie one after the other, as the kernels read them.
    this.#bench = workbench(layoutFor(this.#columns, bytes));
    for (const [table, values] of [
      [this.#bench.near, near],
      [this.#bench.far, far],
      [this.#bench.weight, weight],
      [this.#bench.chroma, chroma],
    ] as const) {
      table.set(values);
      table.fill(values.at(-1) ?? 0, values.length);
    }
  }

  /** @param picture of the geometry that the grid was built for. */
  sample(picture: PixelPicture, scales: ChannelScales, sink: RowSink): void {
    const { kernels, picture: data, near, colour, red, green, blue } = this.#bench;
    const { rows, columns } = this.#grid;
    const count = columns.near.length;
    data.set(picture.data);
    colour.set(colourOf(picture, scales));
    const values = [red.subarray(0, count), green.subarray(0, count), blue.subarray(0, count)] as const;
    const [taps, constants] = [near.byteOffset, colour.byteOffset];
    const out = [red.byteOffset, green.byteOffset, blue.byteOffset] as const;
    // The kernel goes by the order of a pixel's bytes.
    const byByte = picture.kind === 'rgba' && picture.red === 2 ? ([out[2], out[1], out[0]] as const) : out;
    for (let row = 0; row < rows.near.length; row++) {
      const top = data.byteOffset + (rows.near[row] ?? 0);
      const bottom = data.byteOffset + (rows.far[row] ?? 0);
      const down = rows.weight[row] ?? 0;
      if (picture.kind === 'rgba') kernels.sampleRgbaRow(top, bottom, down, taps, this.#columns, constants, ...byByte);
      else {
        const { luma, u, v } = picture;
        const chroma = data.byteOffset + (rows.chroma[row] ?? 0);
        const [uRow, vRow] = [chroma + u, chroma + v];
        const paired = Number(this.#isPaired);
        kernels.sampleYuvRow(
          top + luma,
          bottom + luma,
          down,
          uRow,
          vRow,
          taps,
          this.#columns,
          paired,
          constants,
          ...out,
        );
      }
      sink(row, values);
    }
  }
}

/** The `colour` numbers as each kernel wants them. */
function colourOf(picture: PixelPicture, [red, green, blue]: ChannelScales): number[] {
  if (picture.kind === 'rgba') {
    const [first, third] = picture.red === 2 ? [blue, red] : [red, blue];
    return [first.scale, green.scale, third.scale, 0, first.bias, green.bias, third.bias, 0];
  }
  const { black, y, rv, gu, gv, bu } = picture.matrix;
  return [black, y, rv, gu, gv, bu, ...[red, green, blue].flatMap(({ scale, bias }) => [scale, bias])];
}
