/** Draws a scene with the 2D canvas alone: works in every browser. Safari has no `context.filter`, so blur is down- and upsampling. */
import type { Size } from '../../models/contract';
import { compose, fitContain, IDENTITY, type Affine } from '../../models/math/affine';
import { pictureInModel } from '../../models/math/letterbox';
import { CpuMask } from '../cpu/cpu-mask';
import { cutOutPerson } from '../cpu/cut-out';
import type { PixelPicture } from '../cpu/pixel-picture';
import type { PortraitScene, Scene } from '../frame-path';
import type { FrameView } from '../frame-view';
import { fitLayer, newLayer, paint, setTransform, type Context, type Layer } from './layer';
import { drawOverlay } from './overlay';

/** Long side of the picture the blur is made of: at strength 0 hardly less than the frame, at 1 a few dots. */
const BLUR_SIDE = { weakest: 160, strongest: 20 };
/** However small the frame and the strength, a blurred picture has at most this share of its pixels a side. */
const MOST_DETAIL = 1 / 4;
/** While it is not known where the person is, nothing in the picture may be made out. */
const HIDING_STRENGTH = 0.7;

/** What is drawn as the frame: the frame itself, or its pixels on a canvas. */
interface Picture {
  readonly image: CanvasImageSource;
  readonly size: Size;
  readonly toUpright: Affine;
}

interface PortraitJob {
  readonly view: FrameView;
  readonly portrait: PortraitScene;
  readonly picture: Picture;
  readonly pixels: PixelPicture | undefined;
  readonly toCanvas: Affine;
}

export class Canvas2dRenderer {
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  readonly #frame = newLayer();
  readonly #person = newLayer();
  readonly #mask = newLayer();
  readonly #small = [newLayer(), newLayer()] as const;
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
    const { width: oldWidth, height: oldHeight } = this.#canvas;
    if (oldWidth === width && oldHeight === height) return;
    // Setting a size clears the canvas; what was shown is kept, stretched, until the next frame.
    const shown = newLayer();
    paint(shown, this.#canvas, { width: oldWidth, height: oldHeight });
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#context.drawImage(shown.canvas, 0, 0, width, height);
  }

  /** @param pixels the frame's own, where they are in memory already; else the view's image is converted. */
  draw(scene: Scene, pixels?: PixelPicture): void {
    const context = this.#context;
    const canvas: Size = this.#canvas;
    const { upright } = scene.view;
    const toCanvas = fitContain(upright, canvas, { rotate: 0, mirror: scene.mirror });
    const picture = this.#pictureOf(scene.view, pixels);
    setTransform(context, IDENTITY);
    if (!coversCanvas(upright, canvas)) {
      context.fillStyle = 'black';
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    if (scene.portrait) this.#drawPortrait({ view: scene.view, portrait: scene.portrait, picture, pixels, toCanvas });
    else drawPicture(context, picture, toCanvas);
    setTransform(context, IDENTITY);
    const { detections, proposals = [], classifications } = scene;
    drawOverlay(context, canvas, { detections, proposals, classifications, toCanvas, frame: upright });
    if (this.#flush) context.getImageData(0, 0, 1, 1);
  }

  snapshot(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }

  #drawPortrait({ view, portrait, picture, pixels, toCanvas }: PortraitJob): void {
    const context = this.#context;
    const { strength } = portrait;
    const mask = portrait.mask && CpuMask.of(portrait.mask);
    if (!mask) {
      const blurred = this.#blurred(picture, Math.max(strength, HIDING_STRENGTH));
      drawPicture(context, { ...picture, image: blurred.canvas }, toCanvas);
      return;
    }
    drawPicture(context, { ...picture, image: this.#blurred(picture, strength).canvas }, toCanvas);
    const person = this.#cutOutPixels(view.upright, pixels, mask) ?? this.#cutOut(picture, view.upright, mask);
    drawPicture(context, { image: person.canvas, size: view.upright, toUpright: IDENTITY }, toCanvas);
  }

  #pictureOf(view: FrameView, pixels: PixelPicture | undefined): Picture {
    if (pixels?.kind !== 'rgba' || !pixels.imageData) {
      const toUpright = fitContain(view.stored, view.upright, { rotate: view.userPose.turn, mirror: false });
      return { image: view.image, size: view.stored, toUpright };
    }
    const { imageData, size, pose } = pixels;
    fitLayer(this.#frame, size);
    this.#frame.context.putImageData(imageData, 0, 0);
    return {
      image: this.#frame.canvas,
      size,
      toUpright: fitContain(size, view.upright, { rotate: pose.turn, mirror: pose.flip }),
    };
  }

  /** The picture, small and smooth; drawn large it is blurred without a kernel. */
  #blurred({ image, size }: Picture, strength: number): Layer {
    const long = BLUR_SIDE.weakest * (BLUR_SIDE.strongest / BLUR_SIDE.weakest) ** strength;
    const scale = Math.min(MOST_DETAIL, long / Math.max(size.width, size.height));
    const small = {
      width: Math.max(2, Math.round(size.width * scale)),
      height: Math.max(2, Math.round(size.height * scale)),
    };
    const half = { width: small.width * 2, height: small.height * 2 };
    const [first, second] = this.#small;
    // Down in two steps, so that no pixel is skipped, and up again by two: the bilinear kernel run twice nears a Gaussian,
    // run once it shows its squares.
    paint(first, image, half);
    paint(second, first.canvas, small);
    return paint(first, second.canvas, half);
  }

  /** The person alone, from pixels that lie in memory upright; undefined where they do not. */
  #cutOutPixels(upright: Size, pixels: PixelPicture | undefined, mask: CpuMask): Layer | undefined {
    if (pixels?.kind !== 'rgba' || !pixels.imageData || pixels.pose.turn !== 0 || pixels.pose.flip) return undefined;
    // Non-square pixels: the stored picture is not the upright one.
    if (pixels.size.width !== upright.width || pixels.size.height !== upright.height) return undefined;
    cutOutPerson(pixels.imageData, mask);
    fitLayer(this.#person, upright);
    this.#person.context.putImageData(pixels.imageData, 0, 0);
    return this.#person;
  }

  /** The person alone, upright: the mask as alpha, the sharp picture poured into it. */
  #cutOut({ image, size, toUpright }: Picture, upright: Size, mask: CpuMask): Layer {
    const layer = this.#person;
    const { context } = layer;
    fitLayer(layer, upright);
    const part = pictureInModel(mask.placement);
    context.globalCompositeOperation = 'copy';
    setTransform(context, IDENTITY);
    const { x, y, width, height } = part;
    context.drawImage(this.#maskCanvas(mask), x, y, width, height, 0, 0, upright.width, upright.height);
    context.globalCompositeOperation = 'source-in';
    drawPicture(context, { image, size, toUpright }, IDENTITY);
    return layer;
  }

  #maskCanvas({ alpha, width, height }: CpuMask): OffscreenCanvas {
    fitLayer(this.#mask, { width, height });
    if (this.#maskPixels?.width !== width || this.#maskPixels.height !== height)
      this.#maskPixels = new ImageData(width, height);
    const { data } = this.#maskPixels;
    for (let i = 0, o = 3; i < alpha.length; i++, o += 4) data[o] = (alpha[i] ?? 0) * 255;
    this.#mask.context.putImageData(this.#maskPixels, 0, 0);
    return this.#mask.canvas;
  }
}

function drawPicture(context: Context, { image, size, toUpright }: Picture, toCanvas: Affine): void {
  setTransform(context, compose(toCanvas, toUpright));
  context.drawImage(image, 0, 0, size.width, size.height);
}

/** Whether the picture leaves no rim: their aspects agree within a pixel. */
function coversCanvas(picture: Size, canvas: Size): boolean {
  return (
    Math.abs(picture.width * canvas.height - picture.height * canvas.width) <= Math.max(canvas.width, canvas.height)
  );
}
