/** What is scored: pictures with what is in them and what was said of them. */
import type { Box } from '../contract';

export interface Truth {
  readonly label: string;
  /** Frame pixels. */
  readonly box: Box;
  /** Many objects under one box: it takes any number of guesses that lie in it, and is no miss. */
  readonly crowd?: boolean;
  /** Neither a miss nor a false alarm, like a crowd, but overlap is measured as for any object (VOC's difficult). */
  readonly ignored?: boolean;
  /** Of the outline, square pixels; the box's area where it is not known. */
  readonly area?: number;
}

export interface Guess {
  readonly label: string;
  /** Frame pixels. */
  readonly box: Box;
  readonly score: number;
}

/** One picture. */
export interface Sheet {
  readonly truths: readonly Truth[];
  readonly guesses: readonly Guess[];
}

/** Square pixels, both ends included: what lies outside is neither a miss nor, unmatched, a false alarm. */
export interface AreaRange {
  readonly least: number;
  readonly most: number;
}
