/** Distances from cell centres → boxes. */
import type { DetectorModel } from '../contract';
import { CandidateList, indicesAbove, toDetections } from '../math/candidates';
import { cellCount, gridLevels, levelOfCell } from '../math/grid';
import { outputOf } from '../math/tensor';
import { BOXES, SCORES, STRIDES, yoloSpec, type YoloSize } from './spec';

/**
 * `boxes` [1,N,4]: left, top, right, bottom distances (≥ 0) from the cell's centre ((x+½)·s, (y+½)·s), in strides.
 * `scores` [1,N,classes]: probabilities. A cell may give a box for more than one class.
 */
export function yolo(size: YoloSize): DetectorModel {
  const spec = yoloSpec(size);
  const levels = gridLevels(spec.input, STRIDES);
  const cells = cellCount(levels);
  const classes = spec.labels.length;
  return {
    task: 'detect',
    spec,
    head: { kind: 'distances', strides: STRIDES, boxes: BOXES, scores: SCORES },
    decode(raw, placement, options) {
      const boxes = outputOf(raw, BOXES, [1, cells, 4]);
      const scores = outputOf(raw, SCORES, [1, cells, classes]);
      const hits = indicesAbove(scores, options.scoreThreshold);
      const list = new CandidateList(hits.length);
      for (const hit of hits) {
        const cell = Math.floor(hit / classes);
        const level = levelOfCell(levels, cell);
        const within = cell - level.firstCell;
        const x = (within % level.columns) + 0.5;
        const y = Math.floor(within / level.columns) + 0.5;
        const s = level.stride;
        const at = 4 * cell;
        list.add(
          hit % classes,
          scores[hit] as number,
          (x - (boxes[at] as number)) * s,
          (y - (boxes[at + 1] as number)) * s,
          (x + (boxes[at + 2] as number)) * s,
          (y + (boxes[at + 3] as number)) * s,
        );
      }
      return toDetections(list, placement, spec.labels, options);
    },
  };
}
