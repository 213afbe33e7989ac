/** Our two-stage detector, on the backbone, neck, vocabulary and input size of `yolo-320`; see CARD.md. */
import type { ModelSpec } from '../contract';
import { COCO_LABELS } from '../yolo/labels';

const SIDE = 320;

/** Model pixels per cell; the first stage's outputs list the levels in this order, each row by row. */
export const STRIDES = [8, 16, 32] as const;

export const BOXES = 'boxes';
export const OBJECTNESS = 'objectness';
export const FEATURES = 'features';
export const FEATURE_DIMS = [1, 64, SIDE / 8, SIDE / 8] as const;

export const ROIS = 'rois';
export const SCORES = 'scores';
export const DELTAS = 'deltas';

/** Boxes that one run of `roi-head.onnx` looks at. */
export const ROIS_PER_RUN = 32;

/** So many cells enter the suppression for each proposal wanted, and no more than these in all: a GPU sorts them in one workgroup. */
export const CONSIDERED_PER_PROPOSAL = 4;
export const MOST_CONSIDERED = 1000;

/** @param count proposals wanted. */
export function consideredFor(count: number): number {
  return Math.min(MOST_CONSIDERED, CONSIDERED_PER_PROPOSAL * count);
}

/** A proposal that overlaps a better one by more than this IoU is dropped (Faster R-CNN, Ren et al. 2015). */
export const PROPOSAL_IOU = 0.7;

/** score = objectness^p · class^(1−p), after Zhou et al. 2021 (arXiv:2103.07461), where p is a half; CARD.md says why it is smaller here. */
export const OBJECTNESS_POWER = 0.15;

/** A box shrinks or grows at most so many times on each side: what the second stage was trained with. */
export const MAX_LOG_GROWTH = Math.log(16);

/** Input 1×3×320×320, RGB 0..1. Outputs of `rpn.onnx`: `boxes` 1×2100×4, `objectness` 1×2100, `features` 1×64×40×40. */
export const rcnnSpec: ModelSpec = {
  id: 'rcnn',
  task: 'detect',
  input: {
    name: 'image',
    width: SIDE,
    height: SIDE,
    layout: 'nchw',
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    std: [255, 255, 255],
    fit: 'letterbox',
    pad: 114,
  },
  outputs: [BOXES, OBJECTNESS, FEATURES],
  labels: COCO_LABELS,
};
