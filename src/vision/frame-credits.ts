/**
 * Frames are credits, not a queue: one is with the worker, at most one waits, and a newer one takes the waiting one's
 * place, which is closed at once. Every frame given to `offer` is either sent or closed, exactly once.
 */
export type Frame = VideoFrame | ImageBitmap;

/** What the worker cannot see of a frame's way to it. */
export interface FrameGap {
  /** Since the frame offered before, milliseconds; undefined for a source's first. */
  readonly gapMs: number | undefined;
  /** Frames closed unsent since the last one sent, because newer ones came. */
  readonly skipped: number;
}

interface Waiting {
  readonly frame: Frame;
  readonly gapMs: number | undefined;
}

export class FrameCredits {
  readonly #send: (frame: Frame, gap: FrameGap) => void;
  readonly #now: () => number;
  #inFlight = false;
  #waiting: Waiting | undefined;
  #skipped = 0;
  #offeredMs: number | undefined;

  constructor(send: (frame: Frame, gap: FrameGap) => void, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  /** Takes ownership of the frame. */
  offer(frame: Frame): void {
    const now = this.#now();
    const offered = { frame, gapMs: this.#offeredMs === undefined ? undefined : now - this.#offeredMs };
    this.#offeredMs = now;
    if (!this.#inFlight) {
      this.#dispatch(offered);
      return;
    }
    if (this.#waiting) {
      this.#waiting.frame.close();
      this.#skipped += 1;
    }
    this.#waiting = offered;
  }

  /** The worker has finished with the frame it was sent. */
  done(): void {
    this.#inFlight = false;
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next) this.#dispatch(next);
  }

  /** The source changed: what waits is of the former one. The worker still owes its `frame-done`. */
  drop(): void {
    this.#waiting?.frame.close();
    this.#waiting = undefined;
    this.#skipped = 0;
    this.#offeredMs = undefined;
  }

  /** The worker is gone, and what it held with it. */
  reset(): void {
    this.drop();
    this.#inFlight = false;
  }

  #dispatch({ frame, gapMs }: Waiting): void {
    this.#inFlight = true;
    const skipped = this.#skipped;
    this.#skipped = 0;
    try {
      this.#send(frame, { gapMs, skipped });
    } catch (error) {
      // Not sent, so still ours.
      this.#inFlight = false;
      frame.close();
      throw error;
    }
  }
}
