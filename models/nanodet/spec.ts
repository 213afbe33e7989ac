/** NanoDet-m 416 (RangiLyu, Apache-2.0), as exported by its makers: one class and one distribution tensor per stride. */
import type { ModelSpec } from '../contract';
import { COCO_LABELS } from '../yolo/labels';

/** Tensor names are node numbers of the export. */
export const LEVELS = [
  { stride: 8, scores: '792', distances: '795' },
  { stride: 16, scores: '814', distances: '817' },
  { stride: 32, scores: '836', distances: '839' },
] as const;

/** Bins of the distribution over one box side: 0..7 strides. */
export const BINS = 8;

/** Of a cell's centre from its middle: its makers count pixels from their centres. */
export const CENTRE_OFFSET_PX = -0.5;

export const nanodetSpec: ModelSpec = {
  id: 'nanodet-m',
  task: 'detect',
  input: {
    name: 'input.1',
    width: 416,
    height: 416,
    layout: 'nchw',
    channelOrder: 'bgr',
    // ImageNet's statistics in 0..255, in the order blue, green, red.
    mean: [103.53, 116.28, 123.675],
    std: [57.375, 57.12, 58.395],
    fit: 'letterbox',
    pad: 0,
  },
  outputs: LEVELS.flatMap((l) => [l.scores, l.distances]),
  labels: COCO_LABELS,
};
