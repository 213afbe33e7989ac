/** Our classifier; see CARD.md. The middle of the frame is what it looks at. */
import type { ModelSpec } from '../contract';
import { LABELS } from './labels';

/** Pixels, both sides. */
export const INPUT_SIZE = 80;
export const LOGITS = 'logits';

/** Input 1×3×S×S, RGB 0..1. Outputs: `logits` 1×classes; `embedding`, which only teaching reads. */
export const resnetSpec: ModelSpec = {
  id: 'resnet',
  task: 'classify',
  input: {
    name: 'image',
    width: INPUT_SIZE,
    height: INPUT_SIZE,
    layout: 'nchw',
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    std: [255, 255, 255],
    fit: 'cover',
    pad: 0,
  },
  outputs: [LOGITS],
  labels: LABELS,
};
