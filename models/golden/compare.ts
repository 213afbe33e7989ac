/** How far a processor's answers are from the stored ones. */
import type { RawOutputs } from '../contract';

/** Every `stride`-th element of an output. */
export interface StoredAnswer {
  readonly stride: number;
  readonly values: readonly number[];
}
export type StoredAnswers = Readonly<Record<string, StoredAnswer>>;

/**
 * @returns the largest |Δ| of any element, relative to the size of its output where that exceeds 1 (logits and distances do);
 * Infinity where an output is missing, too short, or holds what is not a number.
 */
export function worstDifference(answers: RawOutputs, stored: StoredAnswers): number {
  let worst = 0;
  for (const [name, { stride, values }] of Object.entries(stored)) {
    const data = answers[name]?.data;
    const scale = Math.max(1, ...values.map(Math.abs));
    values.forEach((wanted, i) => {
      const difference = Math.abs((data?.[i * stride] ?? NaN) - wanted) / scale;
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    });
  }
  return worst;
}
