/** A canvas that is not shown: intermediate pictures of a renderer. */
import type { Size } from '../../models/contract';
import type { Affine } from '../../models/math/affine';

export type Context = OffscreenCanvasRenderingContext2D;

export interface Layer {
  readonly canvas: OffscreenCanvas;
  readonly context: Context;
}

export function newLayer(): Layer {
  const canvas = new OffscreenCanvas(1, 1);
  // In ordinary memory: the pixels come from there, some are read back, and only the finished picture goes to the GPU.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2D canvas in this worker');
  return { canvas, context };
}

/** Clears the layer, and resets its state, only where the size changes. */
export function fitLayer({ canvas }: Layer, { width, height }: Size): void {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}

/** Makes the layer that size, filled with the image. */
export function paint(layer: Layer, image: CanvasImageSource, size: Size): Layer {
  fitLayer(layer, size);
  layer.context.globalCompositeOperation = 'copy';
  layer.context.drawImage(image, 0, 0, size.width, size.height);
  return layer;
}

export function setTransform(context: Context, { a, b, c, d, e, f }: Affine): void {
  context.setTransform(a, b, c, d, e, f);
}
