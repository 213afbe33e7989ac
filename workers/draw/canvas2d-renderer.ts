/** Draws a scene with the 2D canvas alone: works in every browser. */
import type { Size } from '../../models/contract';
import { fitContain, IDENTITY, type Affine } from '../../models/math/affine';
import { MirrorPixels } from '../cpu/mirror-pixels';
import { isCanvasImage, isFrame, type CanvasImage, type PixelPicture } from '../cpu/pixel-picture';
import type { Scene } from '../frame-path';
import type { FrameView } from '../frame-view';
import { fitLayer, newLayer, paint, setTransform, type Context } from './layer';
import { drawOverlay } from './overlay';
import { drawPicture, Portrait2d, wayOnto, type Picture } from './portrait-2d';

export class Canvas2dRenderer {
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  readonly #frame = newLayer();
  readonly #portrait: Portrait2d;
  /** How the last scene was drawn: the next one will be. */
  #usual: 'portrait' | 'layer' | 'plain' | 'mirrored' = 'layer';
  /** Whose pixels lie in `#frame`. */
  #staged: PixelPicture | undefined;
  readonly #mirror = new MirrorPixels();
  #mirrored: { readonly of: PixelPicture; readonly image: ImageData } | undefined;
  /** Waits until the picture is rasterised, so that the time of `draw` is its real cost and not that of a recording. */
  readonly #flush: boolean;

  /** @throws Error where the canvas already has a context of another kind. */
  constructor(canvas: OffscreenCanvas, options: { flush?: boolean } = {}) {
    // With alpha, for the effect `transparent`; whatever else is drawn is opaque.
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2D context on this canvas');
    this.#canvas = canvas;
    this.#context = context;
    this.#portrait = new Portrait2d(context);
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

  /** Does of the next `draw` with these pixels what needs no scene. */
  stage(pixels: PixelPicture): void {
    if (!isCanvasImage(pixels)) return;
    if (this.#usual === 'portrait') this.#portrait.stage(pixels);
    else if (this.#usual === 'mirrored') this.#mirrorOf(pixels);
    else if (this.#usual === 'layer') this.#layerOf(pixels);
  }

  /** @param pixels the frame's own, where they are in memory already; else the view's image is converted. */
  draw(scene: Scene, pixels?: PixelPicture): void {
    const context = this.#context;
    const canvas: Size = this.#canvas;
    const { upright } = scene.view;
    const toCanvas = fitContain(upright, canvas, { rotate: 0, mirror: scene.mirror });
    setTransform(context, IDENTITY);
    if (!coversCanvas(upright, canvas)) {
      if (scene.portrait?.effect.kind === 'transparent') context.clearRect(0, 0, canvas.width, canvas.height);
      else {
        context.fillStyle = 'black';
        context.fillRect(0, 0, canvas.width, canvas.height);
      }
    }
    const picture = (): Picture => this.#pictureOf(scene.view, pixels);
    const { portrait } = scene;
    if (portrait) this.#portrait.draw({ portrait, image: scene.view.image, picture, pixels, upright, toCanvas });
    else this.#drawPlain(picture, pixels, { upright, toCanvas });
    if (portrait) this.#usual = 'portrait';
    this.#mirrored = undefined;
    this.#staged = undefined;
    setTransform(context, IDENTITY);
    const { detections, proposals = [], classifications } = scene;
    drawOverlay(context, canvas, { detections, proposals, classifications, toCanvas, frame: upright });
    if (this.#flush) context.getImageData(0, 0, 1, 1);
  }

  #drawPlain(
    picture: () => Picture,
    pixels: PixelPicture | undefined,
    { upright, toCanvas }: { upright: Size; toCanvas: Affine },
  ): void {
    const way = isFrame(pixels, upright) ? wayOnto(this.#canvas, upright, toCanvas) : undefined;
    this.#usual = way ?? 'layer';
    if (!way || !isFrame(pixels, upright)) drawPicture(this.#context, picture(), toCanvas);
    else this.#context.putImageData(way === 'plain' ? pixels.imageData : this.#mirrorOf(pixels), 0, 0);
  }

  #mirrorOf(pixels: CanvasImage): ImageData {
    if (this.#mirrored?.of !== pixels) this.#mirrored = { of: pixels, image: this.#mirror.mirrored(pixels.imageData) };
    return this.#mirrored.image;
  }

  /** Puts the pixels on a layer, where they are not yet. */
  #layerOf(pixels: CanvasImage): OffscreenCanvas {
    if (this.#staged !== pixels) {
      fitLayer(this.#frame, pixels.size);
      this.#frame.context.putImageData(pixels.imageData, 0, 0);
      this.#staged = pixels;
    }
    return this.#frame.canvas;
  }

  snapshot(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }

  #pictureOf(view: FrameView, pixels: PixelPicture | undefined): Picture {
    if (!isCanvasImage(pixels)) {
      const toUpright = fitContain(view.stored, view.upright, { rotate: view.userPose.turn, mirror: false });
      return { image: view.image, size: view.stored, toUpright };
    }
    const { size, pose } = pixels;
    return {
      image: this.#layerOf(pixels),
      size,
      toUpright: fitContain(size, view.upright, { rotate: pose.turn, mirror: pose.flip }),
    };
  }
}

/** Whether the picture leaves no rim: their aspects agree within a pixel. */
function coversCanvas(picture: Size, canvas: Size): boolean {
  return (
    Math.abs(picture.width * canvas.height - picture.height * canvas.width) <= Math.max(canvas.width, canvas.height)
  );
}
