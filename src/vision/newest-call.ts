/**
 * Passes on the newest of many requests: a slider gives sixty values a second, and each may mean a whole inference.
 * While a call runs, only the newest value waits; a call that takes long (a download) holds it up for `patienceMs` only.
 */
export class NewestCall<T> {
  readonly #run: (value: T) => Promise<unknown>;
  readonly #patienceMs: number;
  #waiting: { readonly value: T } | undefined;
  #running = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param run must not reject: who makes the call also shows its failure */
  constructor(run: (value: T) => Promise<unknown>, patienceMs: number) {
    this.#run = run;
    this.#patienceMs = patienceMs;
  }

  request(value: T): void {
    this.#waiting = { value };
    if (this.#running === 0) this.#next();
    else this.#timer ??= setTimeout(() => this.#next(), this.#patienceMs);
  }

  #next(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#running += 1;
    void this.#run(waiting.value).finally(() => {
      this.#running -= 1;
      if (this.#running === 0) this.#next();
    });
  }
}
