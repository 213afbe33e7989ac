/** The same contenders in another run: another day, another device. */
import { formatMs, formatShare } from '../../../i18n/figures';
import type { RunFile } from '../../../lab/compare/run-file';
import { summarise } from '../../../lab/compare/statistics/summary';
import { intervalText } from './figure-rows';

export interface EarlierRow {
  /** Index in the newer run. */
  readonly contender: number;
  readonly now: string;
  readonly then: string;
  readonly change: string;
  readonly accuracy: string;
}

/**
 * Two runs did not see the same heat, so nothing is paired: where the two intervals of the median overlap, it is called a tie.
 * @returns a row for each contender that both have
 */
export function earlierRows(run: RunFile, earlier: RunFile): EarlierRow[] {
  const [now, then] = [summarise(run), summarise(earlier)];
  return run.results.flatMap((result, contender): EarlierRow[] => {
    const at = earlier.results.findIndex(({ key }) => key === result.key);
    const [a, b] = [now[contender], then[at]];
    if (!a || !b) return [];
    const overlap = a.p50Interval.low <= b.p50Interval.high && b.p50Interval.low <= a.p50Interval.high;
    const change = 100 * (a.p50Ms / b.p50Ms - 1);
    const known = Number.isFinite(change);
    const [ap, formerAp] = [result.accuracy?.ap50 ?? null, earlier.results[at]?.accuracy?.ap50 ?? null];
    return [
      {
        contender,
        now: `${formatMs(a.p50Ms)} (${intervalText(a.p50Interval, formatMs)})`,
        then: `${formatMs(b.p50Ms)} (${intervalText(b.p50Interval, formatMs)})`,
        change: !known
          ? '–'
          : overlap
            ? 'tie'
            : `${Math.abs(change).toFixed(0)} % ${change > 0 ? 'slower' : 'faster'} now`,
        accuracy: ap === null && formerAp === null ? '–' : `${formatShare(ap)}, then ${formatShare(formerAp)}`,
      },
    ];
  });
}
