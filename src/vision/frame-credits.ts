/**
 * Frames are credits, not a queue: one is with the worker, at most one waits, and a newer one takes the waiting one's
 * place, which is closed at once. Every frame given to `offer` is either sent or closed, exactly once.
 */
export type Frame = VideoFrame | ImageBitmap;

export class FrameCredits {
  readonly #send: (frame: Frame) => void;
  #inFlight = false;
  #waiting: Frame | undefined;
  #replaced = 0;

  constructor(send: (frame: Frame) => void) {
    this.#send = send;
  }

  /** Frames closed unsent because a newer one came. */
  get replaced(): number {
    return this.#replaced;
  }

  /** Takes ownership of the frame. */
  offer(frame: Frame): void {
    if (!this.#inFlight) {
      this.#dispatch(frame);
      return;
    }
    if (this.#waiting) {
      this.#waiting.close();
      this.#replaced += 1;
    }
    this.#waiting = frame;
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
    this.#waiting?.close();
    this.#waiting = undefined;
  }

  /** The worker is gone, and what it held with it. */
  reset(): void {
    this.drop();
    this.#inFlight = false;
  }

  #dispatch(frame: Frame): void {
    this.#inFlight = true;
    try {
      this.#send(frame);
    } catch (error) {
      // Not sent, so still ours.
      this.#inFlight = false;
      frame.close();
      throw error;
    }
  }
}
