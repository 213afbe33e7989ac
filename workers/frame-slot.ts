/** A place for one frame: the newest wins, and the one it replaces is closed at once. */

export interface Closable {
  close(): void;
}

export class FrameSlot<T extends Closable> {
  #frame: T | undefined;
  #waiting: ((frame: T | undefined) => void) | undefined;
  #dropped = 0;
  #closed = false;

  /** Frames replaced before anybody took them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes ownership of the frame. @returns whether it displaced an older one (or came after `close`). */
  offer(frame: T): boolean {
    if (this.#closed) {
      frame.close();
      return true;
    }
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting(frame);
      return false;
    }
    const older = this.#frame;
    this.#frame = frame;
    if (!older) return false;
    this.#dropped++;
    older.close();
    return true;
  }

  /** The next frame; the caller owns and closes it. Undefined once the slot is closed. One taker at a time. */
  take(): Promise<T | undefined> {
    const frame = this.#frame;
    this.#frame = undefined;
    if (frame || this.#closed) return Promise.resolve(frame);
    if (this.#waiting) throw new Error('a frame slot has one taker');
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Closes a waiting frame; the slot goes on. */
  drop(): void {
    const frame = this.#frame;
    this.#frame = undefined;
    frame?.close();
  }

  /** Closes a waiting frame and ends the taker. */
  close(): void {
    this.#closed = true;
    this.drop();
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }
}
