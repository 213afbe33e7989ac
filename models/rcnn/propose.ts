/** First stage → the boxes worth a second look. */
import type { Proposals, RawOutputs } from '../contract';
import { cellCount, gridLevels } from '../math/grid';
import { nms } from '../math/nms';
import { outputOf } from '../math/tensor';
import { BOXES, consideredFor, MOST_CONSIDERED, OBJECTNESS, PROPOSAL_IOU, rcnnSpec, STRIDES } from './spec';

const { input } = rcnnSpec;
const levels = gridLevels(input, STRIDES);
const cells = cellCount(levels);
const NO_CLASSES = new Uint16Array(MOST_CONSIDERED);

/**
 * `boxes` [1,N,4]: left, top, right, bottom distances from the cell's centre in strides; `objectness` [1,N]: probabilities.
 * The best cells' boxes, held inside the picture and at least a pixel wide and high, suppressed at `PROPOSAL_IOU`.
 *
 * @param count 1..1000.
 */
export function propose(first: RawOutputs, count: number): Proposals {
  if (!Number.isInteger(count) || count < 1 || count > MOST_CONSIDERED) {
    throw new RangeError(`${count} proposals: a whole number from 1 to ${MOST_CONSIDERED} is wanted`);
  }
  const reach = outputOf(first, BOXES, [1, cells, 4]);
  const objectness = outputOf(first, OBJECTNESS, [1, cells]);
  const best = bestCells(objectness, consideredFor(count));
  const considered = new Float32Array(4 * best.length);
  const scores = new Float32Array(best.length);
  best.forEach((cell, i) => {
    scores[i] = objectness[cell] as number;
    writeBox(reach, cell, considered, i);
  });
  const kept = nms(
    { corners: considered, scores, classIds: NO_CLASSES, count: best.length },
    { iouThreshold: PROPOSAL_IOU, maxKept: count, maxCandidates: best.length },
  );
  const corners = new Float32Array(4 * kept.length);
  kept.forEach((from, to) => corners.set(considered.subarray(4 * from, 4 * from + 4), 4 * to));
  return { corners, scores: Float32Array.from(kept, (i) => scores[i] as number), count: kept.length, considered };
}

/** Cells of the highest objectness, best first; equal ones in cell order; 0 and NaN never. */
function bestCells(objectness: Float32Array, count: number): number[] {
  const order: number[] = [];
  for (let i = 0; i < objectness.length; i++) if ((objectness[i] as number) > 0) order.push(i);
  order.sort((a, b) => (objectness[b] as number) - (objectness[a] as number) || a - b);
  return order.slice(0, count);
}

function writeBox(reach: Float32Array, cell: number, out: Float32Array, at: number): void {
  const level = levels.findLast(({ firstCell }) => cell >= firstCell);
  if (!level) throw new RangeError(`no cell ${cell}`);
  const within = cell - level.firstCell;
  const x = ((within % level.columns) + 0.5) * level.stride;
  const y = (Math.floor(within / level.columns) + 0.5) * level.stride;
  const side = (k: number): number => (reach[4 * cell + k] as number) * level.stride;
  const left = clamp(x - side(0), 0, input.width - 1);
  const top = clamp(y - side(1), 0, input.height - 1);
  out[4 * at] = left;
  out[4 * at + 1] = top;
  out[4 * at + 2] = Math.max(clamp(x + side(2), 1, input.width), left + 1);
  out[4 * at + 3] = Math.max(clamp(y + side(3), 1, input.height), top + 1);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
