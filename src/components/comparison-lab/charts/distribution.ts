/** How the times of all looks are spread: one stepped line a contender. */
import { CHART_WORDS } from '../../../i18n/chart-words';
import { formatMs } from '../../../i18n/figures';
import type { ContenderResult } from '../../../lab/compare/run-file';
import type { ContenderSummary } from '../../../lab/compare/statistics/summary';
import type { ChartModel } from './chart-model';

const BINS = 40;
/** The last few stragglers would press everything else to the left; the table has them. */
const SHOWN_SHARE = 0.995;

export function distributionChart(
  results: readonly ContenderResult[],
  summaries: readonly ContenderSummary[],
  names: readonly string[],
): ChartModel {
  const all = results.flatMap(({ frames }) => frames.totalMs).sort((a, b) => a - b);
  const low = all[0] ?? 0;
  const high = Math.max(all[Math.floor(SHOWN_SHARE * (all.length - 1))] ?? 1, low + 0.01);
  const width = (high - low) / BINS;
  // A bin before and one after, so that every line begins and ends on the ground.
  const x = Array.from({ length: BINS + 2 }, (_, i) => low + (i - 1) * width);
  return {
    id: 'distribution',
    heading: CHART_WORDS.distribution,
    note: CHART_WORDS.distributionNote,
    xLabel: CHART_WORDS.msAPicture,
    yLabel: CHART_WORDS.shareOfPictures,
    x,
    series: results.flatMap(({ frames }, contender) =>
      frames.totalMs.length === 0
        ? []
        : [
            {
              name: names[contender] ?? '',
              contender,
              draw: 'steps' as const,
              y: sharesOf(frames.totalMs, low, width),
            },
          ],
    ),
    table: {
      head: CHART_WORDS.distributionHead,
      rows: summaries.map((one, i) => [
        names[i] ?? '',
        ...[one.p50Ms, one.p90Ms, one.p95Ms, one.p99Ms].map(formatMs),
        formatMs(Math.max(...(results[i]?.frames.totalMs ?? []))),
      ]),
    },
  };
}

/** Percent of all looks a bin; with the empty one before the first. */
function sharesOf(values: readonly number[], low: number, width: number): number[] {
  const bins = new Array<number>(BINS + 2).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)));
    bins[bin + 1] = (bins[bin + 1] ?? 0) + 100 / values.length;
  }
  return bins;
}
