/**
 * Pixels → the network's input tensor: crop or letterbox, turn, resample (bilinear), convert and normalise in one pass that
 * reads only the pixels it needs. The CPU twin of the GPU pass.
 */
import type { InputSpec, Placement, Size } from '../../models/contract';
import type { PixelPicture, RgbaPicture, YuvPicture } from './pixel-picture';
import { buildSampleGrid, type SampleGrid } from './sample-grid';

/** Where the channels go and how a 0..255 value becomes an input value: `v·scale + bias`. */
interface Sink {
  readonly out: Float32Array;
  readonly width: number;
  /** Distance between neighbouring pixels of one channel. */
  readonly step: number;
  readonly channels: Readonly<
    Record<'red' | 'green' | 'blue', { readonly at: number; readonly scale: number; readonly bias: number }>
  >;
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
  #grid: SampleGrid | undefined;
  #geometry = '';

  constructor(input: InputSpec) {
    this.#input = input;
  }

  /** @throws RangeError where `out` does not have the input's length. */
  fill(picture: PixelPicture, placement: Placement, out: Float32Array): void {
    const { width, height } = this.#input;
    if (out.length !== 3 * width * height)
      throw new RangeError(`input of ${out.length} values for 3·${width}·${height}`);
    const { size, pose, strides } = picture;
    const geometry = JSON.stringify([size, pose, strides, placement]);
    if (!this.#grid || geometry !== this.#geometry) {
      this.#grid = buildSampleGrid(size, pose, placement, strides);
      this.#geometry = geometry;
    }
    const sink = sinkOf(this.#input, out);
    fillPadding(sink, this.#grid, this.#input);
    if (picture.kind === 'rgba') sampleRgba(picture, this.#grid, sink);
    else sampleYuv(picture, this.#grid, sink);
  }
}

function sinkOf({ width, height, layout, channelOrder, mean, std }: InputSpec, out: Float32Array): Sink {
  const planar = layout === 'nchw';
  const channel = (index: 0 | 1 | 2): { at: number; scale: number; bias: number } => ({
    at: planar ? index * width * height : index,
    scale: 1 / std[index],
    bias: -mean[index] / std[index],
  });
  const [red, blue] = channelOrder === 'rgb' ? ([0, 2] as const) : ([2, 0] as const);
  return { out, width, step: planar ? 1 : 3, channels: { red: channel(red), green: channel(1), blue: channel(blue) } };
}

/** Writes what lies about the picture; the picture itself is left to the loops below. */
function fillPadding({ out, width, step, channels }: Sink, { columns, rows }: SampleGrid, input: InputSpec): void {
  const { pad, height } = input;
  const [left, right] = [columns.start, columns.start + columns.near.length];
  const [top, bottom] = [rows.start, rows.start + rows.near.length];
  for (const { at, scale, bias } of Object.values(channels)) {
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

// The two loops below are the frame path's only pixel loops. Everything they read is hoisted to locals, and typed-array reads
// are asserted (`!`): the tables were built for this picture, and a check per tap would cost a third of the time.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function sampleRgba({ data, red, green, blue }: RgbaPicture, { columns, rows }: SampleGrid, sink: Sink): void {
  const { out, width, step } = sink;
  const { at: rAt, scale: rScale, bias: rBias } = sink.channels.red;
  const { at: gAt, scale: gScale, bias: gBias } = sink.channels.green;
  const { at: bAt, scale: bScale, bias: bBias } = sink.channels.blue;
  const { near: xNear, far: xFar, weight: xWeight, start: left } = columns;
  const count = xNear.length;
  for (let row = 0; row < rows.near.length; row++) {
    const top = rows.near[row]!;
    const bottom = rows.far[row]!;
    const down = rows.weight[row]!;
    let o = ((rows.start + row) * width + left) * step;
    for (let column = 0; column < count; column++, o += step) {
      const right = xWeight[column]!;
      const a = top + xNear[column]!;
      const b = top + xFar[column]!;
      const c = bottom + xNear[column]!;
      const d = bottom + xFar[column]!;
      const wd = down * right;
      const wc = down - wd;
      const wb = right - wd;
      const wa = 1 - right - wc;
      out[o + rAt] =
        (data[a + red]! * wa + data[b + red]! * wb + data[c + red]! * wc + data[d + red]! * wd) * rScale + rBias;
      out[o + gAt] =
        (data[a + green]! * wa + data[b + green]! * wb + data[c + green]! * wc + data[d + green]! * wd) * gScale +
        gBias;
      out[o + bAt] =
        (data[a + blue]! * wa + data[b + blue]! * wb + data[c + blue]! * wc + data[d + blue]! * wd) * bScale + bBias;
    }
  }
}

/** Luma is resampled; chroma, of half the resolution already, takes its nearest sample. */
function sampleYuv({ data, luma, u, v, matrix }: YuvPicture, { columns, rows }: SampleGrid, sink: Sink): void {
  const { out, width, step } = sink;
  const { at: rAt, scale: rScale, bias: rBias } = sink.channels.red;
  const { at: gAt, scale: gScale, bias: gBias } = sink.channels.green;
  const { at: bAt, scale: bScale, bias: bBias } = sink.channels.blue;
  const { near: xNear, far: xFar, weight: xWeight, chroma: xChroma, start: left } = columns;
  const { black, y: yScale, rv, gu, gv, bu } = matrix;
  const count = xNear.length;
  for (let row = 0; row < rows.near.length; row++) {
    const top = luma + rows.near[row]!;
    const bottom = luma + rows.far[row]!;
    const down = rows.weight[row]!;
    const uRow = u + rows.chroma[row]!;
    const vRow = v + rows.chroma[row]!;
    let o = ((rows.start + row) * width + left) * step;
    for (let column = 0; column < count; column++, o += step) {
      const near = xNear[column]!;
      const far = xFar[column]!;
      const right = xWeight[column]!;
      const above = data[top + near]! + (data[top + far]! - data[top + near]!) * right;
      const below = data[bottom + near]! + (data[bottom + far]! - data[bottom + near]!) * right;
      const y = (above + (below - above) * down - black) * yScale;
      const chroma = xChroma[column]!;
      const du = data[uRow + chroma]! - 128;
      const dv = data[vRow + chroma]! - 128;
      const r = y + rv * dv;
      const g = y + gu * du + gv * dv;
      const b = y + bu * du;
      // Saturated colours leave 0..255 in this conversion; a canvas would clamp them, and the networks were trained on that.
      out[o + rAt] = (r < 0 ? 0 : r > 255 ? 255 : r) * rScale + rBias;
      out[o + gAt] = (g < 0 ? 0 : g > 255 ? 255 : g) * gScale + gBias;
      out[o + bAt] = (b < 0 ? 0 : b > 255 ? 255 : b) * bScale + bBias;
    }
  }
}
