/** Accuracy against latency, with those nobody beats joined by a line. Only with labels. */
import { CHART_WORDS } from '../../../i18n/chart-words';
import { formatMs, formatShare } from '../../../i18n/figures';
import type { ContenderResult } from '../../../lab/compare/run-file';
import type { ContenderSummary } from '../../../lab/compare/statistics/summary';
import type { ChartModel, ChartSeries } from './chart-model';

interface Point {
  readonly contender: number;
  readonly ms: number;
  /** AP50–95, percent. */
  readonly ap: number;
  readonly summary: ContenderSummary;
}

/** @returns undefined where nobody has both. */
export function accuracyChart(
  results: readonly ContenderResult[],
  summaries: readonly ContenderSummary[],
  names: readonly string[],
): ChartModel | undefined {
  const points = results.flatMap(({ accuracy }, contender): Point[] => {
    const summary = summaries[contender];
    if (!summary || accuracy?.ap === null || accuracy?.ap === undefined || Number.isNaN(summary.p50Ms)) return [];
    return [{ contender, ms: summary.p50Ms, ap: 100 * accuracy.ap, summary }];
  });
  if (points.length === 0) return undefined;
  points.sort((a, b) => a.ms - b.ms);
  const x = points.map(({ ms }) => ms);
  const front: ChartSeries = {
    name: CHART_WORDS.front,
    contender: undefined,
    draw: 'line',
    y: points.map(({ summary, ap }) => (summary.onFront ? ap : null)),
  };
  return {
    id: 'accuracy',
    heading: CHART_WORDS.accuracy,
    note: CHART_WORDS.accuracyNote,
    xLabel: CHART_WORDS.medianMs,
    yLabel: CHART_WORDS.ap,
    x,
    series: [
      front,
      ...points.map(({ contender }, own): ChartSeries => ({
        name: names[contender] ?? '',
        contender,
        draw: 'points',
        y: points.map(({ ap }, i) => (i === own ? ap : null)),
      })),
    ],
    uncertainties: points.map(({ contender, ms, ap, summary }) => ({
      contender,
      x: ms,
      y: ap,
      xRange: [summary.p50Interval.low, summary.p50Interval.high],
    })),
    table: {
      head: CHART_WORDS.accuracyHead,
      rows: points.map(({ contender, ms, ap, summary }) => [
        names[contender] ?? '',
        formatMs(ms),
        formatShare(ap / 100),
        summary.onFront ? CHART_WORDS.onFront : CHART_WORDS.beaten,
      ]),
    },
  };
}
