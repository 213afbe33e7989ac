/** The big table's rows: one figure each, in words that say what it means. */
import { formatBytes, formatMs, formatShare } from '../../../i18n/figures';
import { STEP_WORDS } from '../../../i18n/compare-words';
import type { ContenderResult, RunFile } from '../../../lab/compare/run-file';
import type { Interval } from '../../../lab/compare/statistics/intervals';
import type { ContenderSummary } from '../../../lab/compare/statistics/summary';
import { SHOWN_STEPS } from '../lab-tokens';

export interface FigureRow {
  readonly name: string;
  /** What it means, in a few words. */
  readonly meaning: string;
  /** One a contender. */
  readonly cells: readonly string[];
}

export interface FigureGroup {
  readonly title: string;
  readonly rows: readonly FigureRow[];
}

type Read = (summary: ContenderSummary, result: ContenderResult) => string;

export function figureGroups(run: RunFile, summaries: readonly ContenderSummary[]): FigureGroup[] {
  const row = (name: string, meaning: string, read: Read): FigureRow => ({
    name,
    meaning,
    cells: run.results.map((result, i) => {
      const summary = summaries[i];
      return summary ? read(summary, result) : '–';
    }),
  });
  const steps = SHOWN_STEPS.filter(
    (step) => step !== 'rest' && summaries.some(({ stepsMs }) => stepsMs[step] !== undefined),
  );
  return [
    {
      title: 'Time a picture',
      rows: [
        row('p50', 'half are faster', ({ p50Ms }) => formatMs(p50Ms)),
        row('± of p50', 'true median, 95 % sure', ({ p50Interval }) => intervalText(p50Interval, formatMs)),
        row('p90', '9 of 10 are faster', ({ p90Ms }) => formatMs(p90Ms)),
        row('p95', '19 of 20 are faster', ({ p95Ms }) => formatMs(p95Ms)),
        row('p99', '99 of 100 are faster', ({ p99Ms }) => formatMs(p99Ms)),
        row('mean', 'sum ÷ pictures', ({ meanMs }) => formatMs(meanMs)),
        row('FPS', 'pictures a second, alone', ({ fps }) => (Number.isFinite(fps) ? fps.toFixed(1) : '–')),
        row('jitter', 'from one picture to the next', ({ jitterMs }) => formatMs(jitterMs)),
        row('pictures', 'looked at', ({ looks }) => String(looks)),
        row('found', 'boxes or names a picture', (_, { frames }) => perPicture(frames.found)),
      ],
    },
    {
      title: 'Start and size',
      rows: [
        row('first run', 'cold: compile and first look', ({ firstRunMs }) => formatMs(firstRunMs)),
        row('warm', 'the looks before measuring', ({ warmMs }) => formatMs(warmMs)),
        row('to first answer', 'with download and start', ({ untilFirstMs }) => formatMs(untilFirstMs)),
        row('download', 'its files, without the runtime', ({ downloadBytes }) => formatBytes(downloadBytes)),
        row('memory', 'while it lives', ({ memoryBytes }) => formatBytes(memoryBytes)),
      ],
    },
    {
      title: 'Steps, medians',
      rows: steps.map((step) =>
        row(STEP_WORDS[step], '', ({ stepsMs }) => formatMs((step === 'rest' ? undefined : stepsMs[step]) ?? NaN)),
      ),
    },
    ...sustainedGroup(summaries, row),
    ...accuracyGroup(run, row),
  ];
}

/** Only for runs that were long enough for any. */
function sustainedGroup(
  summaries: readonly ContenderSummary[],
  row: (name: string, meaning: string, read: Read) => FigureRow,
): FigureGroup[] {
  const minutes = (summaries[0]?.sustained ?? [])
    .map((one) => one.minutes)
    .filter((m) => summaries.some(({ sustained }) => sustained.some((s) => s.minutes === m && !Number.isNaN(s.p50Ms))));
  if (minutes.length === 0) return [];
  return [
    {
      title: 'Sustained',
      rows: minutes.map((m) =>
        row(`after ${m} min`, 'median then', ({ sustained }) =>
          formatMs(sustained.find((one) => one.minutes === m)?.p50Ms ?? NaN),
        ),
      ),
    },
  ];
}

function accuracyGroup(run: RunFile, row: (name: string, meaning: string, read: Read) => FigureRow): FigureGroup[] {
  if (!run.results.some(({ accuracy }) => accuracy)) return [];
  return [
    {
      title: 'Accuracy on the labels',
      rows: [
        row('AP50', 'box half right counts', (_, { accuracy }) => formatShare(accuracy?.ap50 ?? null)),
        row('± of AP50', 'other pictures, 95 % sure', ({ ap50Interval }) =>
          ap50Interval ? intervalText(ap50Interval, formatShare) : '–',
        ),
        row('AP50–95', 'the stricter mean', (_, { accuracy }) => formatShare(accuracy?.ap ?? null)),
        row('AP75', 'box three quarters right', (_, { accuracy }) => formatShare(accuracy?.ap75 ?? null)),
        row('small', 'under 32 × 32 pixels', (_, { accuracy }) => formatShare(accuracy?.small ?? null)),
        row('medium', 'up to 96 × 96', (_, { accuracy }) => formatShare(accuracy?.medium ?? null)),
        row('large', 'above', (_, { accuracy }) => formatShare(accuracy?.large ?? null)),
        row('labelled', 'objects on pictures', (_, { accuracy }) =>
          accuracy ? `${accuracy.objects} on ${accuracy.pictures}` : '–',
        ),
      ],
    },
  ];
}

/** AP50 of each class, the most frequent first; undefined without labels. */
export function classRows(run: RunFile): FigureRow[] {
  const objects = new Map<string, number>();
  for (const { accuracy } of run.results)
    for (const one of accuracy?.byClass ?? [])
      objects.set(one.label, Math.max(one.objects, objects.get(one.label) ?? 0));
  return [...objects]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([label, count]) => ({
      name: label,
      meaning: String(count),
      cells: run.results.map(({ accuracy }) =>
        formatShare(accuracy?.byClass.find((one) => one.label === label)?.ap50 ?? null),
      ),
    }));
}

export function intervalText({ low, high }: Interval, format: (value: number) => string): string {
  return Number.isNaN(low) ? '–' : `${format(low)} – ${format(high)}`;
}

function perPicture(found: readonly number[]): string {
  return found.length === 0 ? '–' : (found.reduce((sum, n) => sum + n, 0) / found.length).toFixed(1);
}
