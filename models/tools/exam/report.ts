/** Results as a Markdown table: measures down, networks across. */
import type { Scored } from './examine';

/** @param measures rows to show; all where absent. Rows that apply to no network are left out. */
export function tableOf(results: readonly Scored[], measures?: readonly string[]): string {
  const rows = (measures ?? [...new Set(results.flatMap((r) => Object.keys(r.scores)))]).filter((m) =>
    results.some((r) => !Number.isNaN(r.scores[m] ?? NaN)),
  );
  const cells = [
    ['', ...results.map((r) => (r.own ? `**${r.name}**` : r.name))],
    ['---', ...results.map(() => '---:')],
    ...rows.map((m) => [m, ...results.map((r) => number(r.scores[m], 3))]),
    ['pictures', ...results.map((r) => String(r.pictures))],
    ['ms per picture', ...results.map((r) => number(r.msPerPicture, 0))],
  ];
  const widths = cells[0]?.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0))) ?? [];
  return cells.map((row) => `| ${row.map((cell, i) => pad(cell, widths[i] ?? 0)).join(' | ')} |`).join('\n');
}

function pad(cell: string, width: number): string {
  return cell.startsWith('---') ? cell.padStart(width, '-') : cell.padEnd(width);
}

function number(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
}
