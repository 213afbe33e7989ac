/** Things that must not overlap, one after another in the order of asking. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Something is under way, or waits. */
  get isTaken(): boolean {
    return this.#waiting > 0;
  }

  /** Failures stay with their caller. */
  take<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#last.then(work).finally(() => {
      this.#waiting--;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}
