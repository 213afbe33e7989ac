/**
 * Pixels → the network's input tensor: crop or letterbox, turn, resample (bilinear), convert and normalise in one pass that
 * reads only the pixels it needs. The CPU twin of the GPU pass.
 */
import type { InputSpec, Placement, Size } from '../../models/contract';
import type { PixelPicture, RgbaPicture } from './pixel-picture';
import { RowSampler } from './row-sampler';
import { buildSampleGrid, type SampleGrid } from './sample-grid';

/** Where a channel goes and how a 0..255 value becomes an input value: `v·scale + bias`. */
interface Channel {
  /** Index of its first value in the input. */
  readonly at: number;
  readonly scale: number;
  readonly bias: number;
}

interface Sink {
  readonly out: Float32Array;
  readonly width: number;
  /** Distance between neighbouring pixels of one channel. */
  readonly step: number;
  /** Red, green, blue. */
  readonly channels: readonly [Channel, Channel, Channel];
}

/**
 * Fills a network's input from plain RGBA pixels; used where frames do not come from a camera (evaluation, tests).
 * @param pixels `frame.width·frame.height·4` bytes, row-major, upright
 * @param out `3·input.width·input.height` values in the spec's layout
 * @throws RangeError where a length does not fit.
 */
export function preprocessRgba(
  pixels: Uint8Array | Uint8ClampedArray,
  frame: Size,
  input: InputSpec,
  placement: Placement,
  out: Float32Array,
): void {
  if (pixels.length !== frame.width * frame.height * 4)
    throw new RangeError(`pixels: ${pixels.length} bytes for ${frame.width}×${frame.height}`);
  const picture: RgbaPicture = {
    kind: 'rgba',
    size: frame,
    pose: { turn: 0, flip: false },
    data: pixels,
    strides: { pixel: 4, row: frame.width * 4, chromaPixel: 0, chromaRow: 0 },
    red: 0,
    green: 1,
    blue: 2,
  };
  new Preprocessor(input).fill(picture, placement, out);
}

/** Fills one network's input frame after frame; keeps the tables while the geometry stays the same. */
export class Preprocessor {
  readonly #input: InputSpec;
  #made: { readonly geometry: string; readonly grid: SampleGrid; readonly rows: RowSampler } | undefined;

  constructor(input: InputSpec) {
    this.#input = input;
  }

  /** @throws RangeError where `out` does not have the input's length. */
  fill(picture: PixelPicture, placement: Placement, out: Float32Array): void {
    const { width, height } = this.#input;
    if (out.length !== 3 * width * height)
      throw new RangeError(`input of ${out.length} values for 3·${width}·${height}`);
    const { grid, rows } = this.#madeFor(picture, placement);
    const sink = sinkOf(this.#input, out);
    fillPadding(sink, grid, this.#input);
    const { step } = sink;
    rows.sample(picture, sink.channels, (row, values) => {
      const first = ((grid.rows.start + row) * width + grid.columns.start) * step;
      values.forEach((channel, c) => {
        const at = first + (sink.channels[c]?.at ?? 0);
        if (step === 1) out.set(channel, at);
        else for (let i = 0; i < channel.length; i++) out[at + i * step] = channel[i] ?? 0;
      });
    });
  }

  #madeFor(
    { size, pose, strides, data, kind }: PixelPicture,
    placement: Placement,
  ): { grid: SampleGrid; rows: RowSampler } {
    const geometry = JSON.stringify([kind, size, pose, strides, placement, data.length]);
    if (this.#made?.geometry !== geometry) {
      const grid = buildSampleGrid(size, pose, placement, strides);
      this.#made = { geometry, grid, rows: new RowSampler(grid, data.length) };
    }
    return this.#made;
  }
}

function sinkOf({ width, height, layout, channelOrder, mean, std }: InputSpec, out: Float32Array): Sink {
  const planar = layout === 'nchw';
  const channel = (index: 0 | 1 | 2): Channel => ({
    at: planar ? index * width * height : index,
    scale: 1 / std[index],
    bias: -mean[index] / std[index],
  });
  const [red, blue] = channelOrder === 'rgb' ? ([0, 2] as const) : ([2, 0] as const);
  return { out, width, step: planar ? 1 : 3, channels: [channel(red), channel(1), channel(blue)] };
}

/** Writes what lies about the picture; the picture itself is left to the sampler. */
function fillPadding({ out, width, step, channels }: Sink, { columns, rows }: SampleGrid, input: InputSpec): void {
  const { pad, height } = input;
  const [left, right] = [columns.start, columns.start + columns.near.length];
  const [top, bottom] = [rows.start, rows.start + rows.near.length];
  for (const { at, scale, bias } of channels) {
    const value = pad * scale + bias;
    /** Pixels `from … to` in reading order. */
    const fill = (from: number, to: number): void => {
      if (step === 1) out.fill(value, at + from, at + to);
      else for (let i = from; i < to; i++) out[at + i * step] = value;
    };
    fill(0, top * width);
    fill(bottom * width, height * width);
    if (left === 0 && right === width) continue;
    for (let row = top; row < bottom; row++) {
      fill(row * width, row * width + left);
      fill(row * width + right, (row + 1) * width);
    }
  }
}
