/** Running means for the overlay: frames per second and milliseconds per step over the last second or so. */
import type { FrameReport, StepName, TaskId } from '../../models/contract';

export interface FrameFigures {
  readonly fps: number;
  readonly totalMs: number;
  readonly stepsMs: Readonly<Partial<Record<StepName, number>>>;
  readonly inferMs: Readonly<Partial<Record<TaskId, number>>>;
}

const WINDOW_MS = 1_500;

export class FrameStatistics {
  readonly #window: { readonly atMs: number; readonly report: FrameReport }[] = [];

  add(report: FrameReport, atMs: number): void {
    this.#window.push({ atMs, report });
    while (this.#window[0] && atMs - this.#window[0].atMs > WINDOW_MS) this.#window.shift();
  }

  clear(): void {
    this.#window.length = 0;
  }

  /** Where no frame came within the window: no rate, and the times of the last frame (a photo has only one). */
  figures(nowMs: number): FrameFigures {
    const inWindow = this.#window.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    const recent = inWindow.length > 0 ? inWindow : this.#window.slice(-1);
    const first = recent[0];
    const last = recent.at(-1);
    // n frames span n - 1 intervals.
    const spanMs = first && last ? last.atMs - first.atMs : 0;
    const reports = recent.map(({ report }) => report);
    return {
      fps: spanMs > 0 ? ((recent.length - 1) * 1000) / spanMs : 0,
      totalMs: mean(reports.map((report) => report.totalMs)),
      stepsMs: meanOfRecords(reports.map((report) => report.timingsMs)),
      inferMs: meanOfRecords(reports.map((report) => report.inferMs)),
    };
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A key absent from a record counts as 0 there: a step that did not run took no time. */
function meanOfRecords<K extends string>(
  records: readonly Readonly<Partial<Record<K, number>>>[],
): Partial<Record<K, number>> {
  const keys = new Set(records.flatMap((record) => Object.keys(record) as K[]));
  const result: Partial<Record<K, number>> = {};
  for (const key of keys) result[key] = mean(records.map((record) => record[key] ?? 0));
  return result;
}
