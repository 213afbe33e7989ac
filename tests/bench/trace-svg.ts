/** A governor's trace as a picture: what frames and answers took with and without it, and what it gave up meanwhile. */
import { KNOBS, type Knob, type Ladders, type Quality } from '../../workers/pace/quality';
import type { Trace } from './slow-device';

export interface TracePicture {
  readonly title: string;
  readonly subtitle: string;
  readonly governed: Trace;
  /** The same device without a governor. */
  readonly left: Trace;
  readonly ladders: Ladders;
  readonly durationMs: number;
  /** The camera's interval, milliseconds. */
  readonly intervalMs: number;
}

const WIDTH = 960;
const MARGIN = { left: 74, right: 24 };
const PLOT = WIDTH - MARGIN.left - MARGIN.right;
const COLOURS = {
  ink: '#17242c',
  soft: '#5b6b75',
  line: '#d9dfe3',
  with: '#0b7a75',
  without: '#c65f3d',
  step: '#e2a23b',
};
const KNOB_NAMES: Readonly<Record<Knob, string>> = {
  detect: 'detector size',
  portrait: 'portrait size',
  classify: 'classifier size',
  rate: 'every n-th frame',
  blur: 'blur resolution',
};
/** Points of a line: more would not be seen. */
const SAMPLES = 320;

export function traceSvg(picture: TracePicture): string {
  const { title, subtitle, governed, left, ladders, durationMs, intervalMs } = picture;
  const x = (atMs: number): number => MARGIN.left + (atMs / durationMs) * PLOT;
  const shown = panel(
    { top: 84, height: 130, name: 'ms between pictures', most: 3 * intervalMs, mark: intervalMs, x },
    sampled(left, durationMs, ({ shownMs }) => shownMs),
    sampled(governed, durationMs, ({ shownMs }) => shownMs),
  );
  const oldest = Math.max(...sampled(left, durationMs, ({ answerMs }) => answerMs).map(([, ms]) => ms));
  const answers = panel(
    { top: 240, height: 110, name: 'ms of an answer', most: oldest * 1.1, x },
    sampled(left, durationMs, ({ answerMs }) => answerMs),
    sampled(governed, durationMs, ({ answerMs }) => answerMs),
  );
  const knobs = KNOBS.filter(
    (knob) => ladders[knob].length > 1 && governed.points.some(({ quality }) => quality[knob]),
  );
  const rows = knobs.map((knob, i) => stepRow(knob, { governed, ladders, durationMs, top: 384 + 30 * i, x }));
  const bottom = 384 + 30 * knobs.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 30}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(MARGIN.left, 30, title, { size: 17, weight: 650 }),
    text(MARGIN.left, 52, subtitle, { fill: COLOURS.soft }),
    text(MARGIN.left, 74, 'with the governor', { fill: COLOURS.with, weight: 650 }),
    text(MARGIN.left + 160, 74, 'without', { fill: COLOURS.without, weight: 650 }),
    shown,
    answers,
    knobs.length > 0 ? text(MARGIN.left, 376, 'given up, in steps', { fill: COLOURS.soft }) : '',
    ...rows,
    timeAxis(durationMs, bottom + 16, x),
    '</svg>',
    '',
  ].join('\n');
}

type Point = readonly [atMs: number, value: number];

/** The mean of each slice of time. */
function sampled(
  { points }: Trace,
  durationMs: number,
  value: (point: Trace['points'][number]) => number,
): readonly Point[] {
  const slice = durationMs / SAMPLES;
  const slices = Array.from({ length: SAMPLES }, (): number[] => []);
  for (const point of points) slices[Math.min(SAMPLES - 1, Math.floor(point.atMs / slice))]?.push(value(point));
  return slices.flatMap((values, i): Point[] => {
    if (values.length === 0) return [];
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return [[(i + 0.5) * slice, mean]];
  });
}

interface Panel {
  readonly top: number;
  readonly height: number;
  readonly name: string;
  readonly most: number;
  /** A value to draw a line at: what should not be exceeded. */
  readonly mark?: number;
  readonly x: (atMs: number) => number;
}

function panel(
  { top, height, name, most, mark, x }: Panel,
  without: readonly Point[],
  governed: readonly Point[],
): string {
  const y = (value: number): number => top + height - (Math.min(value, most) / most) * height;
  const line = (points: readonly Point[], colour: string): string =>
    `<polyline fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round" points="${points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`;
  const ticks = [0, most / 2, most].map(
    (value) =>
      `<path d="M${MARGIN.left} ${y(value).toFixed(1)}h${PLOT}" stroke="${COLOURS.line}"/>${text(MARGIN.left - 8, y(value) + 4, String(Math.round(value)), { fill: COLOURS.soft, anchor: 'end' })}`,
  );
  const limit = mark
    ? `<path d="M${MARGIN.left} ${y(mark).toFixed(1)}h${PLOT}" stroke="${COLOURS.ink}" stroke-dasharray="4 4"/>${text(WIDTH - MARGIN.right, y(mark) + 15, 'the camera', { fill: COLOURS.soft, anchor: 'end' })}`
    : '';
  const label = text(MARGIN.left + 6, top + 14, name, { fill: COLOURS.soft });
  return [...ticks, limit, line(without, COLOURS.without), line(governed, COLOURS.with), label].join('\n');
}

interface Row {
  readonly governed: Trace;
  readonly ladders: Ladders;
  readonly durationMs: number;
  readonly top: number;
  readonly x: (atMs: number) => number;
}

function stepRow(knob: Knob, { governed, ladders, durationMs, top, x }: Row): string {
  const most = ladders[knob].length - 1;
  const changes = [{ atMs: 0, quality: governed.points[0]?.quality }, ...governed.changes, { atMs: durationMs }];
  const bars = changes.slice(0, -1).map(({ atMs, ...rest }, i) => {
    const step = (rest as { quality?: Quality }).quality?.[knob] ?? 0;
    const until = changes[i + 1]?.atMs ?? durationMs;
    const height = (step / most) * 20;
    return step === 0
      ? ''
      : `<rect x="${x(atMs).toFixed(1)}" y="${(top + 22 - height).toFixed(1)}" width="${(x(until) - x(atMs)).toFixed(1)}" height="${height.toFixed(1)}" fill="${COLOURS.step}"/>`;
  });
  const axis = `<path d="M${MARGIN.left} ${top + 22}h${PLOT}" stroke="${COLOURS.line}"/>`;
  return [...bars, axis, text(MARGIN.left + 6, top + 16, KNOB_NAMES[knob], { fill: COLOURS.ink })].join('\n');
}

function timeAxis(durationMs: number, y: number, x: (atMs: number) => number): string {
  const every = durationMs > 240_000 ? 60_000 : 30_000;
  const count = Math.floor(durationMs / every);
  return Array.from({ length: count + 1 }, (_, i) =>
    text(x(i * every), y, `${(i * every) / 1_000} s`, {
      fill: COLOURS.soft,
      anchor: i === 0 ? 'start' : i === count ? 'end' : 'middle',
    }),
  ).join('\n');
}

function text(
  x: number,
  y: number,
  content: string,
  { size, weight, fill = COLOURS.ink, anchor }: { size?: number; weight?: number; fill?: string; anchor?: string } = {},
): string {
  const more = [
    size ? ` font-size="${size}"` : '',
    weight ? ` font-weight="${weight}"` : '',
    anchor ? ` text-anchor="${anchor}"` : '',
  ].join('');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${fill}"${more}>${content}</text>`;
}
