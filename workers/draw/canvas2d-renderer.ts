/** Draws a scene with the 2D canvas alone: works in every browser. Safari has no `context.filter`, so blur is down- and upsampling. */
import type { Mask, Size } from '../../models/contract';
import { compose, fitContain, type Affine } from '../../models/math/affine';
import { pictureInModel } from '../../models/math/letterbox';
import type { FrameView } from '../frame-view';
import { drawOverlay } from './overlay';
import type { Renderer, Scene } from './renderer';

type Context = OffscreenCanvasRenderingContext2D;

/** Long side of the picture the blur is made of: at strength 0 hardly less than the frame, at 1 a few dots. */
const BLUR_SIDE = { weakest: 160, strongest: 20 };

export class Canvas2dRenderer implements Renderer {
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  readonly #small = [newLayer(), newLayer()] as const;
  readonly #maskLayer = newLayer();
  #maskPixels: ImageData | undefined;
  /** Waits until the picture is rasterised, so that the time of `draw` is its real cost and not that of a recording. */
  readonly #flush: boolean;

  /** @throws Error where the canvas already has a context of another kind. */
  constructor(canvas: OffscreenCanvas, options: { flush?: boolean } = {}) {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no 2D context on this canvas');
    this.#canvas = canvas;
    this.#context = context;
    this.#flush = options.flush ?? false;
  }

  resize({ width, height }: Size): void {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    // Setting a size clears the canvas; what was shown is kept, stretched, until the next frame.
    const shown = this.#canvas.width * this.#canvas.height > 1 ? this.#canvas.transferToImageBitmap() : undefined;
    this.#canvas.width = width;
    this.#canvas.height = height;
    if (!shown) return;
    this.#context.drawImage(shown, 0, 0, width, height);
    shown.close();
  }

  draw({ view, mirror, portrait, detections, classifications }: Scene): void {
    const context = this.#context;
    const canvas: Size = this.#canvas;
    const uprightToCanvas = fitContain(view.upright, canvas, { rotate: 0, mirror });
    const imageToCanvas = compose(
      uprightToCanvas,
      fitContain(view.stored, view.upright, { rotate: view.userPose.turn, mirror: false }),
    );
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!coversCanvas(view.upright, canvas)) {
      context.fillStyle = 'black';
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    if (!portrait) {
      setTransform(context, imageToCanvas);
      context.drawImage(view.image, 0, 0, view.stored.width, view.stored.height);
    } else {
      this.#drawPortrait(view, { imageToCanvas, uprightToCanvas, ...portrait });
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    drawOverlay(context, canvas, { detections, classifications, toCanvas: uprightToCanvas, frame: view.upright });
    if (this.#flush) context.getImageData(0, 0, 1, 1);
  }

  snapshot(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }

  #drawPortrait(
    view: FrameView,
    portrait: { imageToCanvas: Affine; uprightToCanvas: Affine; mask: Mask | undefined; strength: number },
  ): void {
    const { imageToCanvas, uprightToCanvas, mask, strength } = portrait;
    const context = this.#context;
    const { width, height } = view.stored;
    context.imageSmoothingEnabled = true;
    setTransform(context, imageToCanvas);
    context.drawImage(this.#blurred(view, strength), 0, 0, width, height);
    if (!mask) return;
    // The person: mask as alpha, the sharp frame poured into it, on a layer of the frame's own size.
    const layer = this.#personLayer(view, mask);
    setTransform(context, uprightToCanvas);
    context.drawImage(layer, 0, 0, view.upright.width, view.upright.height);
  }

  /** The frame, small, smoothed in two steps; drawn large it is blurred without a kernel. */
  #blurred(view: FrameView, strength: number): OffscreenCanvas {
    const long = BLUR_SIDE.weakest * (BLUR_SIDE.strongest / BLUR_SIDE.weakest) ** strength;
    const scale = long / Math.max(view.stored.width, view.stored.height);
    const size = {
      width: Math.max(2, Math.round(view.stored.width * scale)),
      height: Math.max(2, Math.round(view.stored.height * scale)),
    };
    const half = { width: size.width * 2, height: size.height * 2 };
    const [first, second] = this.#small;
    draw(first, half, view.image);
    draw(second, size, first.canvas);
    // Up again by two: the browser's bilinear kernel run twice is close to a Gaussian, once it shows its squares.
    return draw(first, half, second.canvas);
  }

  #personLayer(view: FrameView, mask: Mask): OffscreenCanvas {
    const layer = this.#personCanvas;
    const { width, height } = view.upright;
    fitLayer(layer, view.upright);
    const { context } = layer;
    const part = pictureInModel(mask.placement);
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.#maskCanvas(mask), part.x, part.y, part.width, part.height, 0, 0, width, height);
    context.globalCompositeOperation = 'source-in';
    setTransform(context, fitContain(view.stored, view.upright, { rotate: view.userPose.turn, mirror: false }));
    context.drawImage(view.image, 0, 0, view.stored.width, view.stored.height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    return layer.canvas;
  }
  readonly #personCanvas = newLayer();

  #maskCanvas({ alpha, width, height }: Mask): OffscreenCanvas {
    fitLayer(this.#maskLayer, { width, height });
    if (this.#maskPixels?.width !== width || this.#maskPixels.height !== height)
      this.#maskPixels = new ImageData(width, height);
    const { data } = this.#maskPixels;
    for (let i = 0, o = 3; i < alpha.length; i++, o += 4) data[o] = (alpha[i] ?? 0) * 255;
    this.#maskLayer.context.putImageData(this.#maskPixels, 0, 0);
    return this.#maskLayer.canvas;
  }
}

interface Layer {
  readonly canvas: OffscreenCanvas;
  readonly context: Context;
}

function newLayer(): Layer {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas in this worker');
  return { canvas, context };
}

function fitLayer({ canvas }: Layer, { width, height }: Size): void {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}

function draw(layer: Layer, size: Size, image: CanvasImageSource): OffscreenCanvas {
  fitLayer(layer, size);
  layer.context.imageSmoothingQuality = 'medium';
  layer.context.globalCompositeOperation = 'copy';
  layer.context.drawImage(image, 0, 0, size.width, size.height);
  return layer.canvas;
}

function setTransform(context: Context, { a, b, c, d, e, f }: Affine): void {
  context.setTransform(a, b, c, d, e, f);
}

/** Whether the picture leaves no rim: their aspects agree within a pixel. */
function coversCanvas(picture: Size, canvas: Size): boolean {
  return (
    Math.abs(picture.width * canvas.height - picture.height * canvas.width) <= Math.max(canvas.width, canvas.height)
  );
}
