/** Greedy non-maximum suppression, class by class. */

/** Boxes that passed the threshold, as flat arrays: nothing is allocated per box. */
export interface Candidates {
  /** Left, top, right, bottom of each box. Any unit. */
  readonly corners: Float32Array;
  readonly scores: Float32Array;
  readonly classIds: Uint16Array;
  readonly count: number;
}

export interface NmsOptions {
  /** A box overlapping a better one of its class by more than this IoU is dropped. */
  readonly iouThreshold: number;
  /** At most so many boxes are kept, over all classes. */
  readonly maxKept: number;
  /** Only so many of the best scores are looked at: bounds the time when a threshold near 0 lets everything through. */
  readonly maxCandidates?: number;
}

export const MAX_CANDIDATES = 1000;
/** Two boxes of a class that share more than this (IoU) are one object: for what is shown and for what is scored. */
export const SAME_OBJECT_IOU = 0.5;
/** An index takes 20 bits of a sort key. */
const MAX_COUNT = 2 ** 20;

/**
 * @returns indices of the kept boxes, best first; equal scores in index order, so the result does not depend on the sort.
 * Boxes with a NaN score, a NaN corner or an infinite area are dropped.
 * @throws RangeError where there are more than 2^20 candidates or the arrays are shorter than `count`.
 */
export function nms(candidates: Candidates, options: NmsOptions): Uint32Array {
  const { corners, scores, classIds } = candidates;
  const order = byScore(scores, candidates.count).subarray(0, options.maxCandidates ?? MAX_CANDIDATES);
  if (corners.length < 4 * candidates.count || classIds.length < candidates.count) {
    throw new RangeError(
      `${candidates.count} candidates, but corners of ${corners.length / 4} and classes of ${classIds.length}`,
    );
  }
  // Kept boxes, copied side by side: the inner loop then walks one small array.
  const kept = new Uint32Array(Math.min(order.length, Math.max(0, options.maxKept)));
  const box = new Float64Array(5 * kept.length);
  let n = 0;
  for (let o = 0; o < order.length && n < kept.length; o++) {
    const i = order[o] as number;
    const left = corners[4 * i] as number;
    const top = corners[4 * i + 1] as number;
    const right = corners[4 * i + 2] as number;
    const bottom = corners[4 * i + 3] as number;
    const area = Math.max(0, right - left) * Math.max(0, bottom - top);
    if (!Number.isFinite(area)) continue;
    const classId = classIds[i];
    let alive = true;
    for (let k = 0; k < n && alive; k++) {
      if (classIds[kept[k] as number] !== classId) continue;
      const b = 5 * k;
      const width = Math.min(right, box[b + 2] as number) - Math.max(left, box[b] as number);
      const height = Math.min(bottom, box[b + 3] as number) - Math.max(top, box[b + 1] as number);
      if (width <= 0 || height <= 0) continue;
      const shared = width * height;
      alive = shared <= options.iouThreshold * (area + (box[b + 4] as number) - shared);
    }
    if (!alive) continue;
    box.set([left, top, right, bottom, area], 5 * n);
    kept[n++] = i;
  }
  return kept.subarray(0, n);
}

/** Indices by descending score, then ascending index; NaN left out. A native number sort: no comparator is called. */
function byScore(scores: Float32Array, count: number): Uint32Array {
  if (count > MAX_COUNT)
    throw new RangeError(`${count} candidates: at most ${MAX_COUNT} can be sorted; raise the score threshold`);
  if (scores.length < count) throw new RangeError(`${count} candidates, but scores of ${scores.length}`);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  const keys = new Float64Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const score = scores[i] as number;
    if (Number.isNaN(score)) continue;
    value[0] = score + 0; // −0 becomes 0, so that it ties with it
    const raw = bits[0] as number;
    // Float bits in the order of their values: 32 bits; then 20 bits of index, reversed. 52 bits: exact in a double.
    const rank = raw >= 0x80000000 ? 0xffffffff - raw : raw + 0x80000000;
    keys[n++] = -(rank * MAX_COUNT + (MAX_COUNT - 1 - i));
  }
  const sorted = keys.subarray(0, n).sort();
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = MAX_COUNT - 1 - (-(sorted[i] as number) % MAX_COUNT);
  return order;
}
