/** Distributions over box sides → boxes (Generalized Focal Loss). */
import type { DetectorModel } from '../contract';
import { CandidateList, indicesAbove, toDetections } from '../math/candidates';
import { gridLevels } from '../math/grid';
import { expectedBin } from '../math/softmax';
import { outputOf } from '../math/tensor';
import { BINS, CENTRE_OFFSET_PX, LEVELS, nanodetSpec } from './spec';

const grid = gridLevels(
  nanodetSpec.input,
  LEVELS.map((l) => l.stride),
);

/**
 * Per stride s: scores [1,N,80], sigmoid done; distances [1,N,32] = left, top, right, bottom × 8 logits, whose mean bin times s
 * is the distance from ((x+½)·s − ½, (y+½)·s − ½), model pixels.
 */
export const nanodet: DetectorModel = {
  task: 'detect',
  spec: nanodetSpec,
  head: { kind: 'distances', strides: LEVELS.map(({ stride }) => stride), boxes: 'boxes', scores: 'scores' },
  levels: { levels: LEVELS, bins: BINS, centreOffsetPx: CENTRE_OFFSET_PX },
  decode(raw, placement, options) {
    const classes = nanodetSpec.labels.length;
    const list = new CandidateList();
    LEVELS.forEach((names, i) => {
      const level = grid[i];
      if (!level) return;
      const cells = level.columns * level.rows;
      const scores = outputOf(raw, names.scores, [1, cells, classes]);
      const distances = outputOf(raw, names.distances, [1, cells, 4 * BINS]);
      const s = level.stride;
      for (const hit of indicesAbove(scores, options.scoreThreshold)) {
        const cell = Math.floor(hit / classes);
        const x = ((cell % level.columns) + 0.5) * s + CENTRE_OFFSET_PX;
        const y = (Math.floor(cell / level.columns) + 0.5) * s + CENTRE_OFFSET_PX;
        const side = (k: number) => expectedBin(distances, (4 * cell + k) * BINS, BINS) * s;
        list.add(hit % classes, scores[hit] as number, x - side(0), y - side(1), x + side(2), y + side(3));
      }
    });
    return toDetections(list, placement, nanodetSpec.labels, options);
  },
};
