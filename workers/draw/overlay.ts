/** Boxes and labels over the picture. Text is never mirrored, turned or cut by the picture's edge. */
import type { Box, Classification, Detection, Size } from '../../models/contract';
import { mapBox, type Affine } from '../../models/math/affine';
import { UNSURE_CLASS } from '../frame-path';
import { boxColours, GUIDE, OUTLINE, PLATE, PLATE_TEXT, PROPOSAL } from './palette';

type Context = OffscreenCanvasRenderingContext2D;

export interface Overlay {
  readonly detections: readonly Detection[];
  /** Places looked at, drawn thin under the answers; frame pixels. */
  readonly proposals?: readonly Box[];
  readonly classifications: readonly Classification[] | undefined;
  /** Upright frame pixels → canvas pixels. */
  readonly toCanvas: Affine;
  readonly frame: Size;
}

/** Sizes follow the canvas, so that they look alike on a phone and on a large screen. */
function metricsOf(canvas: Size): { font: number; line: number; padding: number } {
  const font = Math.round(Math.min(30, Math.max(13, Math.min(canvas.width, canvas.height) / 26)));
  return { font, line: Math.max(2, font / 7), padding: Math.round(font * 0.35) };
}

export function drawOverlay(
  context: Context,
  canvas: Size,
  { detections, proposals, classifications, toCanvas, frame }: Overlay,
): void {
  const metrics = metricsOf(canvas);
  context.font = `600 ${metrics.font}px system-ui, "Noto Sans", sans-serif`;
  context.textBaseline = 'middle';
  if (proposals) drawProposals(context, proposals, toCanvas, metrics);
  // Worst first, so that the best label lies on top.
  for (let i = detections.length - 1; i >= 0; i--) {
    const detection = detections[i];
    if (detection) drawDetection(context, canvas, detection, toCanvas, metrics);
  }
  if (classifications) drawClassifications(context, classifications, toCanvas, frame, metrics);
}

type Metrics = ReturnType<typeof metricsOf>;

/** So many proposals are drawn in full, and more the fainter. */
const FEW = 100;
const FAINTEST = 0.3;

/** One path for all: there may be a thousand. */
function drawProposals(context: Context, boxes: readonly Box[], toCanvas: Affine, { line }: Metrics): void {
  if (boxes.length === 0) return;
  context.beginPath();
  for (const box of boxes) {
    const { x, y, width, height } = mapBox(toCanvas, box);
    context.rect(x, y, width, height);
  }
  context.strokeStyle = PROPOSAL;
  context.lineWidth = Math.max(1, line / 2);
  // A thousand full lines would hide the picture they are about.
  context.globalAlpha = Math.max(FAINTEST, Math.min(1, Math.sqrt(FEW / boxes.length)));
  context.stroke();
  context.globalAlpha = 1;
}

function drawDetection(
  context: Context,
  canvas: Size,
  { boxFramePx, classId, label, score }: Detection,
  toCanvas: Affine,
  { font, line, padding }: Metrics,
): void {
  const box = mapBox(toCanvas, boxFramePx);
  const colours = boxColours(classId);
  // Only frames with sharp corners are drawn as such in software; others go the slow way of any outline.
  context.lineJoin = 'miter';
  context.strokeStyle = OUTLINE;
  context.lineWidth = line * 2;
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.strokeStyle = colours.line;
  context.lineWidth = line;
  context.strokeRect(box.x, box.y, box.width, box.height);

  const text = `${label} ${Math.round(score * 100)}%`;
  const width = textWidth(context, text) + padding * 2;
  const height = font + padding * 2;
  const left = Math.min(Math.max(0, box.x - line / 2), Math.max(0, canvas.width - width));
  const above = box.y - height;
  const top = above >= 0 ? above : Math.min(box.y, canvas.height - height);
  context.fillStyle = colours.line;
  context.fillRect(left, top, width, height);
  context.fillStyle = colours.text;
  context.fillText(text, left + padding, top + height / 2);
}

/** Corner marks round the part of the picture that was looked at, and its names. */
function drawClassifications(
  context: Context,
  found: readonly Classification[],
  toCanvas: Affine,
  frame: Size,
  { font, line, padding }: Metrics,
): void {
  const side = Math.min(frame.width, frame.height);
  const square = mapBox(toCanvas, {
    x: (frame.width - side) / 2,
    y: (frame.height - side) / 2,
    width: side,
    height: side,
  });
  const inset = line * 2;
  const corner = square.width / 12;
  const [left, top, right, bottom] = [
    square.x + inset,
    square.y + inset,
    square.x + square.width - inset,
    square.y + square.height - inset,
  ];
  context.beginPath();
  for (const [x, y, dx, dy] of [
    [left, top, corner, corner],
    [right, top, -corner, corner],
    [right, bottom, -corner, -corner],
    [left, bottom, corner, -corner],
  ] as const) {
    context.moveTo(x + dx, y);
    context.lineTo(x, y);
    context.lineTo(x, y + dy);
  }
  for (const [style, width] of [
    [OUTLINE, line * 2],
    [GUIDE, line],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
  const lines = found.map(({ classId, label, score }) =>
    classId === UNSURE_CLASS ? label : `${label} ${Math.round(score * 100)}%`,
  );
  if (lines.length === 0) return;
  const rowHeight = font + padding;
  const width = Math.max(...lines.map((text) => textWidth(context, text))) + padding * 3;
  const plateTop = bottom - corner - rowHeight * lines.length - padding;
  context.fillStyle = PLATE;
  context.beginPath();
  context.roundRect(left + corner / 2, plateTop, width, rowHeight * lines.length + padding, padding);
  context.fill();
  context.fillStyle = PLATE_TEXT;
  lines.forEach((text, i) => {
    context.globalAlpha = i === 0 ? 1 : 0.8;
    context.fillText(text, left + corner / 2 + padding * 1.5, plateTop + padding / 2 + rowHeight * (i + 0.5));
  });
  context.globalAlpha = 1;
}

/** Measuring text costs more than drawing it; labels and scores repeat. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 4000;

function textWidth(context: Context, text: string): number {
  const key = `${context.font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > MOST_WIDTHS) widths.clear();
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}
