/** Running means for the overlay: frames per second and milliseconds per step over the last second or so. */
import type { FrameReport, StepName, TaskId } from '../../models/contract';

export interface FrameFigures {
  /** Pictures shown a second. */
  readonly fps: number;
  /** Answers of the networks a second. */
  readonly answersPerSecond: number;
  /** How old the answers are when they are drawn, milliseconds; undefined without any. */
  readonly ageMs: number | undefined;
  /** Frames of this source that came and were not shown. */
  readonly dropped: number;
  readonly totalMs: number;
  /** Steps of an inference are means over those that ended, steps of every picture over all pictures. */
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
    const answered = reports.filter((report) => report.answered);
    const ages = reports.flatMap(({ ageMs }) => (ageMs === undefined ? [] : [ageMs]));
    const ofInference = meanOfRecords(answered.map((report) => report.timingsMs));
    const drawn = meanOfRecords(reports.map(({ timingsMs }) => ({ draw: timingsMs.draw ?? 0 })));
    return {
      fps: spanMs > 0 ? ((recent.length - 1) * 1000) / spanMs : 0,
      // Intervals again: the first picture's answer belongs to the time before it.
      answersPerSecond: spanMs > 0 ? (reports.slice(1).filter((report) => report.answered).length * 1000) / spanMs : 0,
      ageMs: ages.length > 0 ? mean(ages) : undefined,
      dropped: last?.report.dropped ?? 0,
      totalMs: mean(reports.map((report) => report.totalMs)),
      // Every picture is drawn, also those between answers.
      stepsMs: { ...ofInference, ...drawn },
      inferMs: meanOfRecords(answered.map((report) => report.inferMs)),
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
