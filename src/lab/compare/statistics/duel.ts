/** Two contenders of one run against each other, frame by frame: what differs between frames cancels out. */
import type { ContenderResult } from '../run-file';
import { basicInterval, holdsZero, medianInterval, type Interval } from './intervals';
import { median } from './quantiles';

export interface Difference {
  /** Second minus first: milliseconds of time, or AP50. */
  readonly difference: number;
  /** 95 %. */
  readonly interval: Interval;
  /** What both have in common: frames, or pictures. */
  readonly pairs: number;
  /** The interval holds zero: the difference is inside the noise. */
  readonly tie: boolean;
}

/** Fewer pairs than this say nothing, whatever their interval. */
const LEAST_PAIRS = 5;

/** Median over the frames that both looked at. Only contenders of one run: pairs of two runs did not see the same heat. */
export function timeDifference(first: ContenderResult, second: ContenderResult, seed: number): Difference {
  const differences = pairedDifferences(first, second);
  const interval = medianInterval(differences, seed);
  return {
    difference: median(differences),
    interval,
    pairs: differences.length,
    tie: differences.length < LEAST_PAIRS || holdsZero(interval),
  };
}

/** @returns undefined without labels. */
export function accuracyDifference(first: ContenderResult, second: ContenderResult): Difference | undefined {
  const [a, b] = [first.accuracy, second.accuracy];
  if (!a || !b || a.ap50 === null || b.ap50 === null) return undefined;
  const drawn = a.ap50Draws.flatMap((value, i) => {
    const other = b.ap50Draws[i];
    return other === undefined ? [] : [other - value];
  });
  const difference = b.ap50 - a.ap50;
  const interval = basicInterval(difference, drawn);
  const pairs = Math.min(a.pictures, b.pictures);
  // One that failed half-way saw other pictures: nothing is paired then.
  const paired = a.pictures === b.pictures && drawn.length > 0;
  return { difference, interval, pairs, tie: !paired || pairs < LEAST_PAIRS || holdsZero(interval) };
}

function pairedDifferences({ frames: a }: ContenderResult, { frames: b }: ContenderResult): number[] {
  const timeAt = new Map(a.frame.map((frame, i) => [frame, a.totalMs[i] ?? NaN]));
  return b.frame.flatMap((frame, i) => {
    const other = timeAt.get(frame);
    return other === undefined ? [] : [(b.totalMs[i] ?? NaN) - other];
  });
}
