/** Our portrait U-Net, square and wide; see CARD.md. The frame is squeezed to the input, as in training. */
import type { ModelSpec, Size } from '../contract';

export const ALPHA = 'alpha';

/** Input 1×3×H×W, RGB 0..1. Output `alpha` 1×1×H×W, person probability. */
export function portraitSpec(id: string, { width, height }: Size): ModelSpec {
  return {
    id,
    task: 'portrait',
    input: {
      name: 'image',
      width,
      height,
      layout: 'nchw',
      channelOrder: 'rgb',
      mean: [0, 0, 0],
      std: [255, 255, 255],
      fit: 'stretch',
      pad: 0,
    },
    outputs: [ALPHA],
    labels: [],
  };
}
