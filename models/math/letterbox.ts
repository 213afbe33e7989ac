/**
 * Where a frame comes to lie in a network's input, and the way back. One module, so that preprocessing, decoding and drawing
 * cannot disagree. Pixel coordinates are continuous: pixel 0 covers 0..1, its centre is 0.5.
 */
import type { Box, FitMode, Placement, Size } from '../contract';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Places a frame into a model's input.
 *
 * A letterboxed picture ends on whole model pixels, so no padded pixel is half covered; the scale is then not quite the same
 * on both axes (by less than half a model pixel over the picture), which the two scales of the placement account for exactly.
 *
 * @throws RangeError where a side is not a positive, finite number.
 */
export function place(frame: Size, model: Size, fit: FitMode): Placement {
  requireSize(frame, 'frame');
  requireSize(model, 'model');
  const whole = { frame: sizeOf(frame), model: sizeOf(model) };
  const acrossX = model.width / frame.width;
  const acrossY = model.height / frame.height;
  switch (fit) {
    case 'stretch':
      return { ...whole, scaleX: acrossX, scaleY: acrossY, offsetX: 0, offsetY: 0 };
    case 'cover': {
      const scale = Math.max(acrossX, acrossY);
      return {
        ...whole,
        scaleX: scale,
        scaleY: scale,
        offsetX: (model.width - frame.width * scale) / 2,
        offsetY: (model.height - frame.height * scale) / 2,
      };
    }
    case 'letterbox':
    case 'letterbox-top-left': {
      const scale = Math.min(acrossX, acrossY);
      const width = Math.min(model.width, Math.max(1, Math.round(frame.width * scale)));
      const height = Math.min(model.height, Math.max(1, Math.round(frame.height * scale)));
      const centred = fit === 'letterbox';
      return {
        ...whole,
        scaleX: width / frame.width,
        scaleY: height / frame.height,
        offsetX: centred ? Math.floor((model.width - width) / 2) : 0,
        offsetY: centred ? Math.floor((model.height - height) / 2) : 0,
      };
    }
  }
}

export function pointToModel(pointFramePx: Point, p: Placement): Point {
  return { x: pointFramePx.x * p.scaleX + p.offsetX, y: pointFramePx.y * p.scaleY + p.offsetY };
}

export function pointToFrame(pointModelPx: Point, p: Placement): Point {
  return { x: (pointModelPx.x - p.offsetX) / p.scaleX, y: (pointModelPx.y - p.offsetY) / p.scaleY };
}

export function boxToModel(boxFramePx: Box, p: Placement): Box {
  return {
    x: boxFramePx.x * p.scaleX + p.offsetX,
    y: boxFramePx.y * p.scaleY + p.offsetY,
    width: boxFramePx.width * p.scaleX,
    height: boxFramePx.height * p.scaleY,
  };
}

/** Not clipped: a network may see an object end outside the frame. */
export function boxToFrame(boxModelPx: Box, p: Placement): Box {
  return {
    x: (boxModelPx.x - p.offsetX) / p.scaleX,
    y: (boxModelPx.y - p.offsetY) / p.scaleY,
    width: boxModelPx.width / p.scaleX,
    height: boxModelPx.height / p.scaleY,
  };
}

/** The part of the model's input that shows the frame, model pixels; the rest is padding. */
export function pictureInModel(p: Placement): Box {
  const left = Math.max(0, p.offsetX);
  const top = Math.max(0, p.offsetY);
  const right = Math.min(p.model.width, p.offsetX + p.frame.width * p.scaleX);
  const bottom = Math.min(p.model.height, p.offsetY + p.frame.height * p.scaleY);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The part of the frame that the model sees, frame pixels: all of it, or the crop of `cover`. */
export function frameSeenByModel(p: Placement): Box {
  return boxToFrame(pictureInModel(p), p);
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

export function requireSize(size: Size, what: string): void {
  for (const side of [size.width, size.height]) {
    if (!(side > 0 && Number.isFinite(side))) {
      throw new RangeError(`${what} size ${size.width}×${size.height}: both sides must be positive numbers of pixels`);
    }
  }
}
