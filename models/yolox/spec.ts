/** YOLOX-Nano 416 (Megvii, Apache-2.0), exported without its decoder. */
import type { ModelSpec } from '../contract';
import { COCO_LABELS } from '../yolo/labels';

export const STRIDES = [8, 16, 32] as const;
export const OUTPUT = 'output';

export const yoloxSpec: ModelSpec = {
  id: 'yolox-nano',
  task: 'detect',
  input: {
    name: 'images',
    width: 416,
    height: 416,
    layout: 'nchw',
    channelOrder: 'bgr',
    // Raw 0..255: this network was trained without normalisation.
    mean: [0, 0, 0],
    std: [1, 1, 1],
    fit: 'letterbox-top-left',
    pad: 114,
  },
  outputs: [OUTPUT],
  labels: COCO_LABELS,
};
