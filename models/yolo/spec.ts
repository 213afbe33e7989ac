/** Our one-stage detector, exported at three sizes; see CARD.md. */
import type { ModelSpec } from '../contract';
import { COCO_LABELS } from './labels';

export type YoloSize = 416 | 320 | 256;

/** Model pixels per cell; the outputs list the levels in this order, each row by row. */
export const STRIDES = [8, 16, 32] as const;

export const BOXES = 'boxes';
export const SCORES = 'scores';

/** Input 1×3×S×S, RGB 0..1. Outputs: `boxes` 1×N×4 and `scores` 1×N×80, N = cells of all strides. */
export function yoloSpec(size: YoloSize): ModelSpec {
  return {
    id: `yolo-${size}`,
    task: 'detect',
    input: {
      name: 'image',
      width: size,
      height: size,
      layout: 'nchw',
      channelOrder: 'rgb',
      mean: [0, 0, 0],
      std: [255, 255, 255],
      fit: 'letterbox',
      pad: 114,
    },
    outputs: [BOXES, SCORES],
    labels: COCO_LABELS,
  };
}
