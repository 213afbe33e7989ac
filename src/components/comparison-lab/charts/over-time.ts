/** Whether the pace holds: medians of slices of the run, one line a contender. */
import { CHART_WORDS } from '../../../i18n/chart-words';
import { formatMs } from '../../../i18n/figures';
import type { ContenderResult } from '../../../lab/compare/run-file';
import { windowsOf } from '../../../lab/compare/statistics/windows';
import type { ChartModel } from './chart-model';

const SLICES = 30;
const MS_A_MINUTE = 60_000;
/** Below so many minutes the axis counts seconds. */
const SHORT_MIN = 3;

export function overTimeChart(results: readonly ContenderResult[], names: readonly string[]): ChartModel {
  // Contenders' last looks are a moment apart, and so are their slices: they are told by their number.
  const slices = results.map(({ frames }) => slicesOf(frames.atMs, frames.totalMs));
  const endMin = Math.max(0, ...results.map(({ frames }) => frames.atMs.at(-1) ?? 0)) / MS_A_MINUTE;
  const used = Array.from({ length: SLICES }, (_, i) => i).filter((i) => slices.some((one) => one.has(i)));
  const isShort = endMin < SHORT_MIN;
  const x = used.map((i) => ((i + 0.5) / SLICES) * endMin * (isShort ? 60 : 1));
  const unit = isShort ? CHART_WORDS.seconds : CHART_WORDS.minutes;
  return {
    id: 'over-time',
    heading: CHART_WORDS.overTime,
    note: CHART_WORDS.overTimeNote,
    xLabel: unit,
    yLabel: CHART_WORDS.msAPicture,
    x,
    series: slices.map((one, contender) => ({
      name: names[contender] ?? '',
      contender,
      draw: 'line',
      y: used.map((i) => one.get(i) ?? null),
    })),
    table: {
      head: [unit, ...names],
      rows: used.map((i, row) => [(x[row] ?? 0).toFixed(1), ...slices.map((one) => formatMs(one.get(i) ?? NaN))]),
    },
  };
}

/** Median by the slice's number. */
function slicesOf(atMs: readonly number[], totalMs: readonly number[]): Map<number, number> {
  const lengthMin = (atMs.at(-1) || 1) / MS_A_MINUTE / SLICES;
  return new Map(
    windowsOf(atMs, totalMs, SLICES).map(({ atMin, p50Ms }) => [Math.round(atMin / lengthMin - 0.5), p50Ms]),
  );
}
