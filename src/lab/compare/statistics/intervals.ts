/** Confidence intervals by drawing anew (Efron 1979), with a seed, so that a run's figures can be had again. */
import { randomOf } from '../random';
import { ascending, quantile } from './quantiles';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of all intervals here. */
export const CONFIDENCE = 0.95;
const DRAWS = 1000;
/** Of long runs, whose interval is narrow anyway: half an hour would take seconds otherwise. */
const DRAWS_OF_MANY = 250;
const MANY = 2000;

/**
 * The percentile interval of the median of `values`.
 *
 * Looks close in time are alike (heat, other programs), and drawing them one by one would make the interval too narrow: whole blocks
 * of neighbours are drawn (moving block bootstrap, Künsch 1989), of length n^⅓.
 * @param values in the order of time. @returns NaN at both ends where there is nothing
 */
export function medianInterval(values: readonly number[], seed: number): Interval {
  const count = values.length;
  const draws = count > MANY ? DRAWS_OF_MANY : DRAWS;
  if (count === 0) return { low: NaN, high: NaN };
  const random = randomOf(seed);
  const block = Math.max(1, Math.round(Math.cbrt(count)));
  const drawn = new Float64Array(count);
  const medians: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    for (let filled = 0; filled < count;) {
      const from = Math.floor(random() * (count - block + 1));
      for (let i = 0; i < block && filled < count; i++) drawn[filled++] = values[from + i] ?? NaN;
    }
    drawn.sort();
    medians.push(middleOf(drawn));
  }
  return percentileInterval(medians);
}

/** Where the middle `CONFIDENCE` of the drawn values lie. */
export function percentileInterval(drawn: readonly number[]): Interval {
  const sorted = ascending(drawn);
  const beyond = (1 - CONFIDENCE) / 2;
  return { low: quantile(sorted, beyond), high: quantile(sorted, 1 - beyond) };
}

/**
 * The basic interval (Davison and Hinkley 1997, 5.2.1): how far draws lie from the estimate is how far the estimate lies from the
 * truth, the other way. For figures that drawing shifts, as it does average precision: pictures drawn twice raise it.
 */
export function basicInterval(estimate: number, drawn: readonly number[]): Interval {
  const { low, high } = percentileInterval(drawn);
  return { low: 2 * estimate - high, high: 2 * estimate - low };
}

export function holdsZero({ low, high }: Interval): boolean {
  // Not a number is no difference that was found.
  return !(low > 0 || high < 0);
}

function middleOf(sorted: Float64Array): number {
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2;
}
