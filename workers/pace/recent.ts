/** Of many values, what the last few say: a single stall or garbage collection decides nothing. */

/** The mean of the two in the middle where there is an even number; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The last `most` values. */
export class Recent {
  readonly #most: number;
  #values: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#most) this.#values.shift();
  }

  forget(): void {
    this.#values = [];
  }

  get count(): number {
    return this.#values.length;
  }

  /** As many as are kept. */
  get isFull(): boolean {
    return this.#values.length === this.#most;
  }

  /** 0 of nothing. */
  get median(): number {
    return median(this.#values);
  }

  /** Infinity of nothing. */
  get least(): number {
    return Math.min(...this.#values);
  }
}
