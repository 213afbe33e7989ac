/** Second stage → boxes: each class moves a proposal in its own way. */
import type { DetectorModel } from '../contract';
import { CandidateList, toDetections } from '../math/candidates';
import { PROPOSAL_BOXES, PROPOSAL_SCORES } from '../math/stages';
import { outputOf } from '../math/tensor';
import { propose } from './propose';
import {
  BOXES,
  consideredFor,
  DELTAS,
  FEATURE_DIMS,
  FEATURES,
  MAX_LOG_GROWTH,
  OBJECTNESS,
  OBJECTNESS_POWER,
  PROPOSAL_IOU,
  ROIS,
  ROIS_PER_RUN,
  rcnnSpec,
  SCORES,
  STRIDES,
} from './spec';

/**
 * `proposal-boxes` [1,K,4] and `proposal-scores` [1,K]: what was proposed. `scores` [1,K,classes]: probabilities, one sigmoid a
 * class as it was trained. `deltas` [1,K,classes,4]: dx/w, dy/h, log w, log h against the proposal, for each class.
 * A proposal may become a box of more than one class.
 */
export const rcnn: DetectorModel = {
  task: 'detect',
  spec: rcnnSpec,
  second: {
    graph: {
      id: 'rcnn-head',
      inputs: [
        { name: FEATURES, dims: FEATURE_DIMS },
        { name: ROIS, dims: [1, ROIS_PER_RUN, 4] },
      ],
      outputs: [SCORES, DELTAS],
    },
    features: FEATURES,
    rois: ROIS,
    roisPerRun: ROIS_PER_RUN,
    propose,
    proposals: {
      head: { kind: 'distances', strides: STRIDES, boxes: BOXES, scores: OBJECTNESS },
      iouThreshold: PROPOSAL_IOU,
      considered: consideredFor,
    },
    head: {
      kind: 'proposals',
      scores: SCORES,
      deltas: DELTAS,
      objectnessPower: OBJECTNESS_POWER,
      maxLogGrowth: MAX_LOG_GROWTH,
    },
  },
  decode(raw, placement, options) {
    const classes = rcnnSpec.labels.length;
    const proposals = outputOf(raw, PROPOSAL_BOXES, [1, -1, 4]);
    const count = proposals.length / 4;
    const objectness = outputOf(raw, PROPOSAL_SCORES, [1, count]);
    const list = new CandidateList();
    if (count === 0) return [];
    const scores = outputOf(raw, SCORES, [1, count, classes]);
    const deltas = outputOf(raw, DELTAS, [1, count, classes, 4]);
    for (let r = 0; r < count; r++) {
      const believed = (objectness[r] as number) ** OBJECTNESS_POWER;
      // The same threshold said of the class alone: no power for the many that are below.
      const least = (options.scoreThreshold / believed) ** (1 / (1 - OBJECTNESS_POWER));
      for (let c = 0; c < classes; c++) {
        const at = r * classes + c;
        if (!((scores[at] as number) > least)) continue;
        const score = believed * (scores[at] as number) ** (1 - OBJECTNESS_POWER);
        addMoved(list, c, score, proposals, r, deltas, 4 * at);
      }
    }
    return toDetections(list, placement, rcnnSpec.labels, options);
  },
};

/** Adds proposal `r` moved by the deltas at `d`. */
function addMoved(
  list: CandidateList,
  classId: number,
  score: number,
  proposals: Float32Array,
  r: number,
  deltas: Float32Array,
  d: number,
): void {
  const [left, top, right, bottom] = proposals.subarray(4 * r, 4 * r + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const width = right - left;
  const height = bottom - top;
  const x = (left + right) / 2 + (deltas[d] as number) * width;
  const y = (top + bottom) / 2 + (deltas[d + 1] as number) * height;
  const halfWidth = (width * Math.exp(growth(deltas[d + 2]))) / 2;
  const halfHeight = (height * Math.exp(growth(deltas[d + 3]))) / 2;
  list.add(classId, score, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
}

function growth(delta: number | undefined): number {
  return Math.min(MAX_LOG_GROWTH, Math.max(-MAX_LOG_GROWTH, delta ?? NaN));
}
