/**
 * How fast frames come and answers follow, and from that how pictures are shown:
 * - *aligned*: an answer fits between two frames, so each frame waits for its own, and mask and picture belong together;
 * - *carried*: it does not, so each frame is drawn at once with the latest answers.
 */
import { Recent } from './recent';

export type Showing = 'aligned' | 'carried';

/** Frames are aligned while the median of so many answers fits. */
const ANSWERS = 7;
/** Shares of the interval: below the first frames become aligned, above the second carried. */
const FITS = 0.85;
const OVERRUNS = 1.05;
const INTERVALS = 15;
/** Fewer tell no rhythm. */
const LEAST_INTERVALS = 3;
/** A longer gap is a pause, not a rhythm, milliseconds. */
const PAUSE_MS = 1_000;
/** A gap of so many intervals in the frames' own clock is a frame that was lost on the way here. */
const GAP = 1.75;
/** An aligned frame waits so long, intervals and at least milliseconds. */
const PATIENCE = { intervals: 1.5, leastMs: 40 };

export class FramePace {
  #fixed: Showing | undefined;
  #showing: Showing = 'carried';
  readonly #leadsMs = new Recent(ANSWERS);
  readonly #intervalsMs = new Recent(INTERVALS);
  #lost = 0;

  /** A choice that stands whatever is measured; undefined lets the measured pace decide. */
  fix(showing: Showing | undefined): void {
    this.#fixed = showing;
  }

  get showing(): Showing {
    return this.#fixed ?? this.#showing;
  }

  /** Between two frames, milliseconds; undefined until a few came. */
  get intervalMs(): number | undefined {
    return this.#intervalsMs.count < LEAST_INTERVALS ? undefined : this.#intervalsMs.median;
  }

  /** Frames of this source that this thread never saw. */
  get lost(): number {
    return this.#lost;
  }

  /** How long an aligned frame waits for its answer, milliseconds. */
  get patienceMs(): number {
    return this.#fixed === 'aligned'
      ? Infinity
      : Math.max(PATIENCE.leastMs, PATIENCE.intervals * (this.intervalMs ?? 0));
  }

  /**
   * A frame came.
   * @param gapMs since the frame before, by the frames' own clock where they have one; undefined for the first
   * @param skipped how many between the two never got here; left out, the gap tells
   */
  arrived(gapMs: number | undefined, skipped?: number): void {
    this.#lost += skipped ?? 0;
    // Clips jump back when they begin anew.
    if (gapMs === undefined || !(gapMs > 0) || gapMs > PAUSE_MS) return;
    const usual = this.intervalMs;
    if (skipped === undefined && usual !== undefined && gapMs > GAP * usual)
      this.#lost += Math.round(gapMs / usual) - 1;
    this.#intervalsMs.add(gapMs);
  }

  /** @param leadMs from the beginning of the work on a frame until its answer could be shown, its drawing included. */
  answered(leadMs: number): void {
    this.#leadsMs.add(leadMs);
    const interval = this.intervalMs;
    if (interval === undefined || !this.#leadsMs.isFull) return;
    const lead = this.#leadsMs.median;
    if (lead <= FITS * interval) this.#showing = 'aligned';
    else if (lead > OVERRUNS * interval) this.#showing = 'carried';
  }

  /** An aligned frame lost its patience: the next ones do not wait until answers fit again. */
  late(): void {
    this.#showing = 'carried';
    this.#leadsMs.forget();
  }

  /** Another source: its rhythm is its own, the networks' is not. */
  sourceChanged(): void {
    this.#intervalsMs.forget();
    this.#lost = 0;
  }
}
