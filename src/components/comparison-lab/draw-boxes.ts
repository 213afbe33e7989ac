/** One side's boxes over the picture, in frame pixels. */
import type { Box, Size } from '../../../models/contract';
import type { Look } from '../../lab/compare/run-file';

/** On pictures, in either theme: a bright line within a dark one is seen on any ground. */
export const SIDE_COLOURS = ['#ffb430', '#5fd0ee'] as const;
const DARK = '#0c151b';
const THIN = 'rgb(246 242 233 / 70%)';
/** A thousand places would hide the picture. */
const FEW = 100;

export function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  return canvas.getContext('2d');
}

export function drawLook(canvas: HTMLCanvasElement, size: Size, look: Look | undefined, colour: string): void {
  const context = fitCanvas(canvas, size);
  if (!context) return;
  context.clearRect(0, 0, size.width, size.height);
  if (!look) return;
  const line = Math.max(2, Math.round(size.width / 320));
  const font = Math.round(Math.max(13, size.width / 46));
  if (look.proposals.length > 0) drawPlaces(context, look.proposals, line);
  // Worst first, so that the best name lies on top.
  for (const { boxFramePx, label, score } of [...look.detections].reverse()) {
    outline(context, boxFramePx, line, colour);
    plate(context, { x: boxFramePx.x, y: boxFramePx.y }, `${label} ${Math.round(score * 100)} %`, {
      font,
      colour,
      size,
    });
  }
  look.classifications.forEach(({ label, score }, i) =>
    plate(context, { x: line, y: size.height - i * font * 1.7 - line }, `${label} ${Math.round(score * 100)} %`, {
      font,
      colour,
      size,
    }),
  );
}

function drawPlaces(context: CanvasRenderingContext2D, places: readonly Box[], line: number): void {
  context.beginPath();
  for (const { x, y, width, height } of places) context.rect(x, y, width, height);
  context.strokeStyle = THIN;
  context.lineWidth = Math.max(1, line / 3);
  context.globalAlpha = Math.min(1, Math.sqrt(FEW / Math.max(1, places.length)));
  context.stroke();
  context.globalAlpha = 1;
}

function outline(context: CanvasRenderingContext2D, { x, y, width, height }: Box, line: number, colour: string): void {
  for (const [style, lineWidth] of [
    [DARK, line * 2],
    [colour, line],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = lineWidth;
    context.strokeRect(x, y, width, height);
  }
}

interface PlateStyle {
  readonly font: number;
  readonly colour: string;
  readonly size: Size;
}

/** Above the point where there is room, and never beyond the picture's edge. */
function plate(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: number; readonly y: number },
  text: string,
  { font, colour, size }: PlateStyle,
): void {
  context.font = `600 ${font}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + font * 0.7;
  const height = font * 1.5;
  const left = Math.max(0, Math.min(x, size.width - width));
  const top = Math.max(0, y - height);
  context.fillStyle = colour;
  context.fillRect(left, top, width, height);
  context.fillStyle = DARK;
  context.fillText(text, left + font * 0.35, top + height / 2);
}
