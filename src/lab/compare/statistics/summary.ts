/** All figures of a run, computed from what was measured; imported runs by the same rules. Milliseconds; NaN where there is nothing. */
import type { StepName } from '../../../../models/contract';
import type { Accuracy, ContenderResult, RunFile } from '../run-file';
import { basicInterval, medianInterval, type Interval } from './intervals';
import { onFront } from './pareto';
import { ascending, jitter, mean, median, quantile } from './quantiles';
import { sustainedOf, windowsOf, type Sustained, type Window } from './windows';

export interface ContenderSummary {
  readonly key: string;
  readonly looks: number;
  readonly p50Ms: number;
  /** Of the median, 95 %. */
  readonly p50Interval: Interval;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly meanMs: number;
  /** Frames a second that it could look at alone: 1000 ÷ mean. */
  readonly fps: number;
  /** Median step from one look to the next. */
  readonly jitterMs: number;
  /** Cold: compilation, the runtime's first run and the first whole look; downloads and the runtime's start not counted. */
  readonly firstRunMs: number;
  /** Median of the looks before measuring, the first left out. */
  readonly warmMs: number;
  /** From nothing to the first answer: start, download, compilation, first look. */
  readonly untilFirstMs: number;
  readonly downloadBytes: number;
  readonly memoryBytes: number | null;
  /** Median of each step over all looks. */
  readonly stepsMs: Readonly<Partial<Record<StepName, number>>>;
  readonly windows: readonly Window[];
  readonly sustained: readonly Sustained[];
  /** Of AP50, 95 %; undefined without labels. */
  readonly ap50Interval: Interval | undefined;
  /** AP50–95 against the median time; false without labels. */
  readonly onFront: boolean;
}

/** Of the contender at this index in `RunFile.results`. */
export function summarise({ results, measuredMs, plan }: RunFile): ContenderSummary[] {
  const p50s = results.map(({ frames }) => median(frames.totalMs));
  const front = onFront(results.map(({ accuracy }, i) => ({ ms: p50s[i] ?? NaN, accuracy: accuracy?.ap ?? NaN })));
  return results.map((result, i) => summaryOf(result, measuredMs, plan.seed, front[i] ?? false));
}

function summaryOf(result: ContenderResult, measuredMs: number, seed: number, front: boolean): ContenderSummary {
  const { key, frames, warmUp, downloadBytes, memoryBytes, accuracy } = result;
  const sorted = ascending(frames.totalMs);
  const [first = NaN, ...later] = warmUp?.looksMs ?? [];
  const steps = Object.entries(frames.stepsMs) as [StepName, readonly number[]][];
  return {
    key,
    looks: sorted.length,
    p50Ms: quantile(sorted, 0.5),
    p50Interval: medianInterval(frames.totalMs, seed),
    p90Ms: quantile(sorted, 0.9),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
    meanMs: mean(sorted),
    fps: 1000 / mean(sorted),
    jitterMs: jitter(frames.totalMs),
    firstRunMs: warmUp ? warmUp.loadMs + first : NaN,
    warmMs: median(later),
    untilFirstMs: warmUp ? warmUp.startMs + warmUp.fetchMs + warmUp.loadMs + first : NaN,
    downloadBytes,
    memoryBytes,
    stepsMs: Object.fromEntries(steps.map(([step, values]) => [step, median(values)])),
    windows: windowsOf(frames.atMs, frames.totalMs),
    sustained: sustainedOf(frames.atMs, frames.totalMs, measuredMs),
    ap50Interval: accuracyInterval(accuracy),
    onFront: front,
  };
}

function accuracyInterval(accuracy: Accuracy | null): Interval | undefined {
  if (!accuracy || accuracy.ap50 === null || accuracy.ap50Draws.length === 0) return undefined;
  const { low, high } = basicInterval(accuracy.ap50, accuracy.ap50Draws);
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
