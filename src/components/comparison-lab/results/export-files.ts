/** A run as a file to keep: JSON to be opened here again, CSV for spreadsheets, PNG for a message. */
import { formatWhen } from '../../../i18n/figures';
import { looksCsv, runFileName, runJson, summaryCsv } from '../../../lab/compare/export-run';
import type { RunFile } from '../../../lab/compare/run-file';
import type { LabChart } from '../lab-chart';
import { saveBlob } from '../../../output/snapshot';

export type ExportFormat = 'json' | 'csv' | 'png';

export interface PngMaterial {
  readonly verdict: string;
  readonly names: readonly string[];
  readonly charts: readonly LabChart[];
}

export async function exportRun(format: ExportFormat, run: RunFile, png: PngMaterial): Promise<void> {
  const name = runFileName(run);
  switch (format) {
    case 'json':
      return saveBlob(new Blob([runJson(run)], { type: 'application/json' }), `${name}.json`);
    case 'csv':
      // Two tables of different heads: two files.
      saveBlob(new Blob([summaryCsv(run)], { type: 'text/csv' }), `${name}.csv`);
      return saveBlob(new Blob([looksCsv(run)], { type: 'text/csv' }), `${name}-looks.csv`);
    case 'png':
      return saveBlob(await pngOf(run, png), `${name}.png`);
  }
}

const WIDTH = 1200;
const MARGIN = 40;
const LINE = 30;
/** Height of a chart, of its width. */
const CHART_SHARE = 0.45;
/** Of a chart's letters: as large beside the text as on the page. */
const CHART_SCALE = 1.5;

/** The verdict, who is who, and the charts below each other, in the page's present colours. */
async function pngOf(run: RunFile, { verdict, names, charts }: PngMaterial): Promise<Blob> {
  const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  const inner = WIDTH - 2 * MARGIN;
  const bold = '600 24px system-ui, sans-serif';
  const plain = '18px system-ui, sans-serif';
  context.font = bold;
  const lines = wrapped(context, verdict, inner);
  const facts = [...names, `${formatWhen(run.startedAt)} · ${run.frames} pictures · ${run.device.browser}`];
  const size = { width: inner, height: CHART_SHARE * inner };
  const pictures = await Promise.all(charts.map((chart) => chart.picture(size, CHART_SCALE)));
  canvas.width = WIDTH;
  canvas.height = Math.ceil(
    2 * MARGIN + (lines.length + facts.length + 1) * LINE + charts.length * (size.height + 2 * LINE),
  );
  context.fillStyle = token('--sl-paper');
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = MARGIN + LINE / 2;
  const write = (text: string, font: string, colour: string): void => {
    context.font = font;
    context.fillStyle = token(colour);
    context.fillText(text, MARGIN, y, inner);
    y += LINE;
  };
  for (const line of lines) write(line, bold, '--sl-ink');
  for (const fact of facts) write(fact, plain, '--sl-ink-soft');
  charts.forEach((chart, i) => {
    y += LINE;
    write(chart.model?.heading ?? '', bold, '--sl-ink');
    const picture = pictures[i];
    if (picture) context.drawImage(picture, MARGIN, y - LINE / 2, size.width, size.height);
    y += size.height;
  });
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be written'))),
      'image/png',
    ),
  );
}

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}
