/** A run as a file: JSON to be opened here again, CSV for spreadsheets. */
import { contenderTitle } from './contender-title';
import { recordsOf, type RunFile } from './run-file';
import { summarise } from './statistics/summary';

export function runJson(run: RunFile): string {
  return `${JSON.stringify(run)}\n`;
}

/** `sightline-lab-2026-11-22-2315`, without an ending; UTC. */
export function runFileName({ startedAt }: RunFile): string {
  return `sightline-lab-${startedAt.slice(0, 10)}-${startedAt.slice(11, 16).replace(':', '')}`;
}

const SUMMARY_HEADS = [
  'contender',
  'key',
  'looks',
  'p50_ms',
  'p50_low_ms',
  'p50_high_ms',
  'p90_ms',
  'p95_ms',
  'p99_ms',
  'mean_ms',
  'fps',
  'jitter_ms',
  'first_run_ms',
  'warm_ms',
  'download_bytes',
  'memory_bytes',
  'ap50',
  'ap50_low',
  'ap50_high',
  'ap50_95',
  'ap_small',
  'ap_medium',
  'ap_large',
  'failure',
];

/** One row a contender. */
export function summaryCsv(run: RunFile): string {
  const rows = summarise(run).map((one, i) => {
    const result = run.results[i];
    const accuracy = result?.accuracy;
    return [
      result ? contenderTitle(result.contender) : '',
      one.key,
      one.looks,
      one.p50Ms,
      one.p50Interval.low,
      one.p50Interval.high,
      one.p90Ms,
      one.p95Ms,
      one.p99Ms,
      one.meanMs,
      one.fps,
      one.jitterMs,
      one.firstRunMs,
      one.warmMs,
      one.downloadBytes,
      one.memoryBytes,
      accuracy?.ap50,
      one.ap50Interval?.low,
      one.ap50Interval?.high,
      accuracy?.ap,
      accuracy?.small,
      accuracy?.medium,
      accuracy?.large,
      result?.failure?.message ?? '',
    ];
  });
  return csvOf([SUMMARY_HEADS, ...rows]);
}

/** One row a look, in the order of time within a contender. */
export function looksCsv(run: RunFile): string {
  const steps = [...new Set(run.results.flatMap(({ frames }) => Object.keys(frames.stepsMs)))];
  const heads = ['key', 'frame', 'at_ms', 'total_ms', 'run_ms', 'found', ...steps.map((step) => `${step}_ms`)];
  const rows = run.results.flatMap((result, i) =>
    recordsOf(result, i).map(({ frame, atMs, totalMs, runMs, found, stepsMs }) => [
      result.key,
      frame,
      atMs,
      totalMs,
      runMs,
      found,
      ...steps.map((step) => (stepsMs as Readonly<Record<string, number>>)[step]),
    ]),
  );
  return csvOf([heads, ...rows]);
}

type Cell = string | number | null | undefined;

/** RFC 4180. Numbers that are none are empty. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(Math.round(cell * 1e4) / 1e4) : '';
  // A spreadsheet takes these as a formula; foreign text must not compute.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
