/** How long a run may take before it counts as hung: by what the network's runs took until now. */

/** Compilation and first use of memory make the first run a case of its own, milliseconds. */
const FIRST_RUN_MS = 30_000;
const LEAST_MS = 5_000;
/** Several times what hardly any run exceeds. */
const FACTOR = 3;
const QUANTILE = 0.99;
const REMEMBERED = 200;

export class RunWatch {
  readonly #runsMs: number[] = [];
  readonly #leastMs: number;

  /** @param leastMs no limit is shorter, once a run has ended. */
  constructor(leastMs = LEAST_MS) {
    this.#leastMs = leastMs;
  }

  get limitMs(): number {
    if (this.#runsMs.length === 0) return Math.max(FIRST_RUN_MS, this.#leastMs);
    const sorted = [...this.#runsMs].sort((a, b) => a - b);
    const rank = Math.ceil(QUANTILE * sorted.length) - 1;
    return Math.max(this.#leastMs, FACTOR * (sorted[rank] ?? 0));
  }

  /** A run ended, well or badly, after this time. */
  note(runMs: number): void {
    this.#runsMs.push(runMs);
    if (this.#runsMs.length > REMEMBERED) this.#runsMs.shift();
  }
}
