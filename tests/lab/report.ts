/** A run as a Markdown table, with what has to be said about it. */
import { contenderTitle } from '../../src/lab/compare/contender-title';
import type { RunFile } from '../../src/lab/compare/run-file';
import { accuracyDifference, timeDifference } from '../../src/lab/compare/statistics/duel';
import { summarise, type ContenderSummary } from '../../src/lab/compare/statistics/summary';

export function tableOf(run: RunFile): string {
  const labelled = run.results.some(({ accuracy }) => accuracy !== null);
  const heads = [
    'contender',
    'p50',
    'p95',
    'p99',
    'pictures/s',
    'first run',
    'download',
    ...(labelled ? ACCURACY : []),
  ];
  const rows = summarise(run).map((summary, i) => rowOf(run, summary, i, labelled));
  return [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const ACCURACY = ['AP50', 'AP50–95', 'small', 'medium', 'large', 'front'];

function rowOf({ results }: RunFile, one: ContenderSummary, i: number, labelled: boolean): string[] {
  const result = results[i];
  if (!result) return [];
  const { accuracy, failure } = result;
  const { low, high } = one.p50Interval;
  const ap50 = one.ap50Interval;
  return [
    contenderTitle(result.contender) + (failure ? ` (failed: ${failure.message})` : ''),
    `${fixed(one.p50Ms, 1)} (${fixed(low, 1)}–${fixed(high, 1)})`,
    fixed(one.p95Ms, 1),
    fixed(one.p99Ms, 1),
    fixed(one.fps, 1),
    fixed(one.firstRunMs, 0),
    `${fixed(one.downloadBytes / 2 ** 20, 1)} MB`,
    ...(labelled
      ? [
          `${fixed(accuracy?.ap50, 3)}${ap50 ? ` (${fixed(ap50.low, 3)}–${fixed(ap50.high, 3)})` : ''}`,
          fixed(accuracy?.ap, 3),
          fixed(accuracy?.small, 3),
          fixed(accuracy?.medium, 3),
          fixed(accuracy?.large, 3),
          one.onFront ? 'yes' : '',
        ]
      : []),
  ];
}

/** Each contender against the first, and what else a reader must know. */
export function remarksOn(run: RunFile): string[] {
  const [first] = run.results;
  const lines = run.results.slice(1).flatMap((other) => {
    if (!first) return [];
    const time = timeDifference(first, other, run.plan.seed);
    const ap = accuracyDifference(first, other);
    const parts = [
      time.tie
        ? 'a tie in time'
        : `${signed(time.difference, 1)} ms (${fixed(time.interval.low, 1)} to ${fixed(time.interval.high, 1)})`,
      ...(ap
        ? [
            ap.tie
              ? 'a tie in AP50'
              : `${signed(ap.difference, 3)} AP50 (${fixed(ap.interval.low, 3)} to ${fixed(ap.interval.high, 3)})`,
          ]
        : []),
    ];
    return [`${other.key} against ${first.key}, ${time.pairs} pairs: ${parts.join(', ')}`];
  });
  const { pauses, discarded, ended, source, frames } = run;
  return [
    `${frames} frames of ${source.name}, ended: ${ended}`,
    ...lines,
    ...source.remarks.map(({ count, text }) => `${count} ${text}`),
    ...(pauses.length > 0 ? [`paused ${pauses.length} times, ${discarded} looks thrown away`] : []),
  ];
}

function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}
