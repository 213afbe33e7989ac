/** FastestDet 352 (dog-qiuqiu, BSD-3-Clause): one level of stride 16, planar output. For measuring. */
import type { DetectorModel, ModelSpec } from '../contract';
import { CandidateList, toDetections } from '../math/candidates';
import { outputOf } from '../math/tensor';
import { COCO_LABELS } from '../yolo/labels';

const OUTPUT = '758';
const CELLS = 22;

const spec: ModelSpec = {
  id: 'fastestdet',
  task: 'detect',
  input: {
    name: 'input.1',
    width: 352,
    height: 352,
    layout: 'nchw',
    channelOrder: 'bgr',
    mean: [0, 0, 0],
    std: [255, 255, 255],
    fit: 'stretch',
    pad: 0,
  },
  outputs: [OUTPUT],
  labels: COCO_LABELS,
};

/**
 * `758` [1,85,22,22]: objectness, dx, dy, w, h, 80 classes. Score = objectness^0.6 × class^0.4;
 * centre = cell + tanh(d), sides = sigmoid of the picture's.
 */
export const fastestdet: DetectorModel = {
  task: 'detect',
  spec,
  decode(raw, placement, options) {
    const values = outputOf(raw, OUTPUT, [1, 5 + COCO_LABELS.length, CELLS, CELLS]);
    const plane = CELLS * CELLS;
    const side = spec.input.width;
    const list = new CandidateList();
    for (let cell = 0; cell < plane; cell++) {
      const objectness = (values[cell] as number) ** 0.6;
      if (!(objectness > options.scoreThreshold)) continue;
      const x = (((cell % CELLS) + Math.tanh(values[plane + cell] as number)) / CELLS) * side;
      const y = ((Math.floor(cell / CELLS) + Math.tanh(values[2 * plane + cell] as number)) / CELLS) * side;
      const halfWidth = (sigmoid(values[3 * plane + cell] as number) * side) / 2;
      const halfHeight = (sigmoid(values[4 * plane + cell] as number) * side) / 2;
      for (let c = 0; c < COCO_LABELS.length; c++) {
        const score = objectness * (values[(5 + c) * plane + cell] as number) ** 0.4;
        if (score > options.scoreThreshold)
          list.add(c, score, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
      }
    }
    return toDetections(list, placement, spec.labels, options);
  },
};

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
