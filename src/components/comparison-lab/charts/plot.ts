/** The one place that knows uPlot: a chart model becomes a plot in the theme's colours. */
import UPlot from 'uplot';
import { colourNameOf, dashOf, letterOf, shapeOf, tokenOf, type MarkShape } from '../lab-tokens';
import type { ChartModel, ChartSeries } from './chart-model';

export type Plot = UPlot;

export interface PlotPlace {
  readonly into: HTMLElement;
  readonly width: number;
  readonly height: number;
  /** Of letters, lines and marks; 1 on the page. */
  readonly scale?: number;
}

const FONT_PX = 12;
const FONT_FAMILY = 'system-ui, sans-serif';
const LINE_PX = 2;
/** Half the width of what a letter stands on: at the end of a line, and where it is the point itself. */
const MARK = { line: 9, points: 11 };
/** As large to the eye as a circle. */
const SQUARE = 0.89;
const DIAMOND = 1.25;
/** Two hexadecimal digits of opacity after a colour. */
const FAINT = '2e';
/** Room above the highest value. */
const HEADROOM = 1.08;

export function newPlot(model: ChartModel, { into, width, height, scale = 1 }: PlotPlace): Plot {
  const token = (name: string): string => tokenOf(into, name);
  const [ink, line] = [token('--sl-ink-soft'), token('--sl-line')];
  const colour = (contender: number | undefined): string =>
    contender === undefined ? ink : token(colourNameOf(contender));
  const font = `${FONT_PX * scale}px ${FONT_FAMILY}`;
  const axis = {
    stroke: ink,
    font,
    labelFont: font,
    labelSize: 20 * scale,
    gap: 5 * scale,
    grid: { stroke: line, width: scale },
    ticks: { stroke: line, width: scale, size: 8 * scale },
  };
  return new UPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_, min, max) => rangeOfX(model, min, max) },
        y: { range: (_, _min, max) => [0, Math.max(model.leastTop ?? 0, (max || 1) * HEADROOM)] },
      },
      axes: [
        { ...axis, label: model.xLabel, size: 34 * scale, space: 50 * scale },
        { ...axis, label: model.yLabel, size: 52 * scale, space: 30 * scale },
      ],
      series: [{}, ...model.series.map((series) => seriesOf(series, colour(series.contender), scale))],
      hooks: { draw: [(plot) => drawMarks(plot, model, { colour, surface: token('--sl-surface'), scale })] },
    },
    [[...model.x], ...model.series.map(({ y }) => [...y])],
    into,
  );
}

/** Points stand clear of the edges. */
function rangeOfX({ series, uncertainties = [] }: ChartModel, min: number, max: number): [number, number] {
  if (!series.some(({ draw }) => draw === 'points')) return [min, max > min ? max : min + 1];
  const ends = uncertainties.flatMap(({ xRange }) => xRange ?? []);
  return [0, Math.max(max, ...ends) * 1.15 || 1];
}

function seriesOf({ name, draw, contender }: ChartSeries, stroke: string, scale: number): UPlot.Series {
  const dash = draw === 'points' ? [] : contender === undefined ? [3, 4] : dashOf(contender);
  const common = {
    label: name,
    stroke,
    width: LINE_PX * scale,
    dash: dash.map((px) => px * scale),
    spanGaps: true,
  };
  switch (draw) {
    case 'steps':
      return {
        ...common,
        ...(UPlot.paths.stepped ? { paths: UPlot.paths.stepped({ align: 1 }) } : {}),
        points: { show: false },
        ...(contender === undefined || !stroke.startsWith('#') ? {} : { fill: `${stroke}${FAINT}` }),
      };
    case 'line':
      return { ...common, points: { show: false } };
    case 'points':
      // Its mark is the point.
      return { ...common, paths: () => null, points: { show: false } };
  }
}

interface MarkStyle {
  readonly colour: (contender: number | undefined) => string;
  readonly surface: string;
  readonly scale: number;
}

function drawMarks(plot: Plot, model: ChartModel, { colour, surface, scale }: MarkStyle): void {
  const { ctx } = plot;
  const unit = scale * devicePixelRatio;
  ctx.save();
  ctx.setLineDash([]);
  for (const { contender, x, y, xRange, yRange } of model.uncertainties ?? []) {
    const [px, py] = [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)];
    ctx.strokeStyle = colour(contender);
    ctx.lineWidth = LINE_PX * unit;
    ctx.beginPath();
    for (const end of xRange ?? []) lineTo(ctx, px, py, plot.valToPos(end, 'x', true), py);
    for (const end of yRange ?? []) lineTo(ctx, px, py, px, plot.valToPos(end, 'y', true));
    ctx.stroke();
  }
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = `700 ${FONT_PX * unit}px ${FONT_FAMILY}`;
  for (const series of model.series) {
    const at = markOf(series, model);
    if (at === undefined || series.contender === undefined) continue;
    const x = plot.valToPos(model.x[at] ?? 0, 'x', true);
    const y = plot.valToPos(series.y[at] ?? 0, 'y', true);
    ctx.fillStyle = colour(series.contender);
    const radius = (series.draw === 'points' ? MARK.points : MARK.line) * unit;
    fillShape(ctx, shapeOf(series.contender), { x, y, radius });
    ctx.fillStyle = surface;
    ctx.fillText(letterOf(series.contender), x, y);
  }
  ctx.restore();
}

function lineTo(ctx: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  ctx.moveTo(x, y);
  ctx.lineTo(toX, toY);
}

function fillShape(
  ctx: CanvasRenderingContext2D,
  shape: MarkShape,
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  ctx.beginPath();
  switch (shape) {
    case 'circle':
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'square': {
      const half = SQUARE * radius;
      ctx.rect(x - half, y - half, 2 * half, 2 * half);
      break;
    }
    case 'diamond': {
      const half = DIAMOND * radius;
      ctx.moveTo(x, y - half);
      ctx.lineTo(x + half, y);
      ctx.lineTo(x, y + half);
      ctx.lineTo(x - half, y);
      break;
    }
  }
  ctx.fill();
}

/** Of a line's length: where the letters of lines are, so that those of lines that end alike do not cover each other. */
const LETTERS = { from: 0.35, to: 1 };

/** Where a series' letter stands: on its highest step, along its line, on its point. */
function markOf(series: ChartSeries, model: ChartModel): number | undefined {
  const { y, draw } = series;
  const known = y.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  if (known.length === 0) return undefined;
  if (draw === 'points') return known[0]?.i;
  if (draw === 'line') {
    const [order, lines] = [model.series.indexOf(series), model.series.length];
    const share = lines < 2 ? LETTERS.to : LETTERS.from + ((LETTERS.to - LETTERS.from) * order) / (lines - 1);
    return known[Math.round(share * (known.length - 1))]?.i;
  }
  return known.reduce((best, one) => (one.value > best.value ? one : best)).i;
}
