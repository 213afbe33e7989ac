/**
 * The picture that goes with a mask: the network's own input, halved. Smoothing sees in it what moved, the edge refinement which
 * colours belong to the person. Taking it from the input makes the two lie on each other exactly, whatever the crop.
 */
import type { InputSpec, Size } from '../../models/contract';

/** Colours 0..1, row-major planes of `width·height`. */
export interface MaskGuide extends Size {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** Half the network's input, rounded up: fine enough for the fit, at a quarter of the cost (He and Sun 2015, section 2.2). */
export function guideSize({ width, height }: Size): Size {
  return { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
}

export function newGuide(input: Size): MaskGuide {
  const size = guideSize(input);
  const plane = (): Float32Array => new Float32Array(size.width * size.height);
  return { ...size, red: plane(), green: plane(), blue: plane() };
}

/**
 * Undoes the normalisation and averages 2×2 pixels; where a side is odd, the last one counts twice.
 * @param input as `Preprocessor` filled it, `3·width·height` values
 * @throws RangeError where the guide or the input is not of the spec's size.
 */
export function fillGuide(guide: MaskGuide, input: Float32Array, spec: InputSpec): void {
  const { width, height, layout, channelOrder, mean, std } = spec;
  const expected = guideSize(spec);
  if (guide.width !== expected.width || guide.height !== expected.height || input.length !== 3 * width * height)
    throw new RangeError(`guide of ${guide.width}×${guide.height} for ${input.length} values of ${width}×${height}`);
  const planes = channelOrder === 'rgb' ? [guide.red, guide.green, guide.blue] : [guide.blue, guide.green, guide.red];
  const [step, plane] = layout === 'nchw' ? [1, width * height] : [3, 1];
  for (const c of [0, 1, 2] as const) {
    halve({ from: input, first: c * plane, step, to: planes[c] ?? guide.red, width, height }, [
      std[c] / 255,
      mean[c] / 255,
    ]);
  }
}

/** The mask at the guide's size, by the same averages. */
export function halveMask(alpha: Float32Array, { width, height }: Size, to: Float32Array): void {
  halve({ from: alpha, first: 0, step: 1, to, width, height }, [1, 0]);
}

interface Halving extends Size {
  readonly from: Float32Array;
  readonly first: number;
  readonly step: number;
  readonly to: Float32Array;
}

// Inner loop of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */
function halve({ from, first, step, to, width, height }: Halving, [scale, bias]: readonly [number, number]): void {
  const quarter = scale / 4;
  // Pairs have no conditions; they are all of most rows.
  const pairs = width >> 1;
  for (let y = 0, o = 0; y < height; y += 2) {
    let top = first + y * width * step;
    let bottom = y + 1 < height ? top + width * step : top;
    for (let x = 0; x < pairs; x++, o++, top += 2 * step, bottom += 2 * step)
      to[o] = (from[top]! + from[top + step]! + from[bottom]! + from[bottom + step]!) * quarter + bias;
    if (width % 2 === 1) to[o++] = (from[top]! + from[bottom]!) * 2 * quarter + bias;
  }
}
