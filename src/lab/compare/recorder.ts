/** Gathers a contender's looks, column by column. */
import type { StepName } from '../../../models/contract';
import type { Look } from '../../../workers/contender';
import type { FrameColumns, FrameRecord } from './run-file';

/** Hundredths: finer than any browser's clock in a worker that is not isolated, and short in a file. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

export class Recorder {
  readonly #frame: number[] = [];
  readonly #atMs: number[] = [];
  readonly #totalMs: number[] = [];
  readonly #runMs: number[] = [];
  readonly #found: number[] = [];
  readonly #steps = new Map<StepName, number[]>();

  get count(): number {
    return this.#frame.length;
  }

  add({ frame, atMs, totalMs, runMs, found, stepsMs }: Omit<FrameRecord, 'contender'>): void {
    const before = this.#frame.length;
    this.#frame.push(frame);
    this.#atMs.push(hundredths(atMs));
    this.#totalMs.push(hundredths(totalMs));
    this.#runMs.push(hundredths(runMs));
    this.#found.push(found);
    for (const [step, ms] of Object.entries(stepsMs) as [StepName, number][]) {
      const column = this.#steps.get(step) ?? new Array<number>(before).fill(0);
      column.push(hundredths(ms));
      this.#steps.set(step, column);
    }
    for (const column of this.#steps.values()) if (column.length === before) column.push(0);
  }

  columns(): FrameColumns {
    return {
      frame: this.#frame,
      atMs: this.#atMs,
      totalMs: this.#totalMs,
      runMs: this.#runMs,
      found: this.#found,
      stepsMs: Object.fromEntries(this.#steps),
    };
  }
}

export function foundIn({ detections, classifications }: Look): number {
  return detections.length + classifications.length;
}
