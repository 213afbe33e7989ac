/** Whether the pace holds: medians of slices of the run, one line a contender. */
import { CHART_WORDS } from '../../../i18n/chart-words';
import { formatMs } from '../../../i18n/figures';
import type { ContenderSummary } from '../../../lab/compare/statistics/summary';
import type { ChartModel } from './chart-model';

export function overTimeChart(summaries: readonly ContenderSummary[], names: readonly string[]): ChartModel {
  // All contenders are at work in the same slices, but the first and last may lack one.
  const x = [...new Set(summaries.flatMap(({ windows }) => windows.map(({ atMin }) => atMin)))].sort((a, b) => a - b);
  const inSeconds = (x.at(-1) ?? 0) < 3;
  const shown = x.map((minutes) => (inSeconds ? minutes * 60 : minutes));
  return {
    id: 'over-time',
    heading: CHART_WORDS.overTime,
    note: CHART_WORDS.overTimeNote,
    xLabel: inSeconds ? CHART_WORDS.seconds : CHART_WORDS.minutes,
    yLabel: CHART_WORDS.msAPicture,
    x: shown,
    series: summaries.map(({ windows }, contender) => ({
      name: names[contender] ?? '',
      contender,
      draw: 'line',
      y: x.map((at) => windows.find(({ atMin }) => atMin === at)?.p50Ms ?? null),
    })),
    table: {
      head: [inSeconds ? CHART_WORDS.seconds : CHART_WORDS.minutes, ...names],
      rows: x.map((at, i) => [
        (shown[i] ?? 0).toFixed(1),
        ...summaries.map(({ windows }) => formatMs(windows.find(({ atMin }) => atMin === at)?.p50Ms ?? NaN)),
      ]),
    },
  };
}
