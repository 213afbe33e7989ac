/** Raw grid → boxes (YOLOX, Ge et al. 2021). */
import type { DetectorModel } from '../contract';
import { CandidateList, toDetections } from '../math/candidates';
import { cellCount, gridLevels } from '../math/grid';
import { outputOf } from '../math/tensor';
import { OUTPUT, STRIDES, yoloxSpec } from './spec';

const grid = gridLevels(yoloxSpec.input, STRIDES);
const cells = cellCount(grid);

/**
 * `output` [1,N,5+classes] per cell (x, y) of stride s: centre = (o + cell)·s, sides = exp(o)·s, objectness and class
 * probabilities (sigmoid done). Score = objectness × class.
 */
export const yolox: DetectorModel = {
  task: 'detect',
  spec: yoloxSpec,
  head: { kind: 'grid', strides: STRIDES, output: OUTPUT },
  decode(raw, placement, options) {
    const classes = yoloxSpec.labels.length;
    const row = 5 + classes;
    const values = outputOf(raw, OUTPUT, [1, cells, row]);
    const list = new CandidateList();
    for (const level of grid) {
      const s = level.stride;
      for (let i = 0; i < level.columns * level.rows; i++) {
        const at = (level.firstCell + i) * row;
        const objectness = values[at + 4] as number;
        // No class is more than certain, so objectness alone bounds the score.
        if (!(objectness > options.scoreThreshold)) continue;
        const classThreshold = options.scoreThreshold / objectness;
        for (let c = 0; c < classes; c++) {
          const probability = values[at + 5 + c] as number;
          if (!(probability > classThreshold)) continue;
          const x = ((values[at] as number) + (i % level.columns)) * s;
          const y = ((values[at + 1] as number) + Math.floor(i / level.columns)) * s;
          const halfWidth = (Math.exp(values[at + 2] as number) * s) / 2;
          const halfHeight = (Math.exp(values[at + 3] as number) * s) / 2;
          list.add(c, objectness * probability, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
        }
      }
    }
    return toDetections(list, placement, yoloxSpec.labels, options);
  },
};
