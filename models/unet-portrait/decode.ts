/** The network's output is the mask; only its shape is checked. */
import type { ModelSpec, SegmenterModel, Size } from '../contract';
import { outputOf } from '../math/tensor';
import { ALPHA, portraitSpec } from './spec';

/** A segmenter with one probability per input pixel. @param dims shape of its output. */
export function segmenter(spec: ModelSpec, output: string, dims: readonly number[]): SegmenterModel {
  const { width, height } = spec.input;
  return {
    task: 'portrait',
    spec,
    // The values are handed on, not copied: the engine's output array becomes the mask.
    decode: (raw, placement) => ({ alpha: outputOf(raw, output, dims), width, height, placement }),
  };
}

export function unetPortrait(id: string, size: Size): SegmenterModel {
  return segmenter(portraitSpec(id, size), ALPHA, [1, 1, size.height, size.width]);
}
