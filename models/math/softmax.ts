/** Softmax, shifted by the largest logit so that exp() cannot overflow. */

/** @returns probabilities of the logits `from..from+count`, summing to 1; all 0 where a logit is NaN. */
export function softmax(logits: Float32Array, from = 0, count = logits.length - from): Float32Array {
  const out = new Float32Array(count);
  let max = -Infinity;
  for (let i = 0; i < count; i++) max = Math.max(max, at(logits, from + i));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const e = Math.exp(at(logits, from + i) - max);
    out[i] = e;
    sum += e;
  }
  if (!(sum > 0)) return out.fill(0);
  for (let i = 0; i < count; i++) out[i] = at(out, i) / sum;
  return out;
}

/**
 * The mean bin number under a softmax over `count` bins: how a box side is read from a distribution
 * (Generalized Focal Loss, Li 2020). Allocates nothing.
 */
export function expectedBin(logits: Float32Array, from: number, count: number): number {
  let max = -Infinity;
  for (let i = from; i < from + count; i++) max = Math.max(max, at(logits, i));
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    const e = Math.exp(at(logits, from + i) - max);
    sum += e;
    weighted += e * i;
  }
  return weighted / sum;
}

function at(values: Float32Array, i: number): number {
  return values[i] ?? NaN;
}
