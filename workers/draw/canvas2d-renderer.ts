/** Draws a scene with the 2D canvas alone: works in every browser. */
import type { Size } from '../../models/contract';
import { fitContain, IDENTITY } from '../../models/math/affine';
import type { PixelPicture } from '../cpu/pixel-picture';
import type { Scene } from '../frame-path';
import type { FrameView } from '../frame-view';
import { fitLayer, newLayer, paint, setTransform, type Context } from './layer';
import { drawOverlay } from './overlay';
import { drawPicture, Portrait2d, type Picture } from './portrait-2d';

export class Canvas2dRenderer {
  readonly #canvas: OffscreenCanvas;
  readonly #context: Context;
  readonly #frame = newLayer();
  readonly #portrait: Portrait2d;
  /** The last scene had a portrait: the next one will. */
  #showsPortrait = false;
  /** Whose pixels lie in `#frame`. */
  #staged: PixelPicture | undefined;
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
    if (pixels.kind !== 'rgba' || !pixels.imageData) return;
    fitLayer(this.#frame, pixels.size);
    this.#frame.context.putImageData(pixels.imageData, 0, 0);
    this.#staged = pixels;
    if (this.#showsPortrait) this.#portrait.stage(pixels);
  }

  /** @param pixels the frame's own, where they are in memory already; else the view's image is converted. */
  draw(scene: Scene, pixels?: PixelPicture): void {
    const context = this.#context;
    const canvas: Size = this.#canvas;
    const { upright } = scene.view;
    const toCanvas = fitContain(upright, canvas, { rotate: 0, mirror: scene.mirror });
    const picture = this.#pictureOf(scene.view, pixels);
    this.#showsPortrait = scene.portrait !== undefined;
    setTransform(context, IDENTITY);
    if (!coversCanvas(upright, canvas)) {
      if (scene.portrait?.effect.kind === 'transparent') context.clearRect(0, 0, canvas.width, canvas.height);
      else {
        context.fillStyle = 'black';
        context.fillRect(0, 0, canvas.width, canvas.height);
      }
    }
    if (scene.portrait)
      this.#portrait.draw({ portrait: scene.portrait, image: scene.view.image, picture, pixels, upright, toCanvas });
    else drawPicture(context, picture, toCanvas);
    setTransform(context, IDENTITY);
    const { detections, proposals = [], classifications } = scene;
    drawOverlay(context, canvas, { detections, proposals, classifications, toCanvas, frame: upright });
    if (this.#flush) context.getImageData(0, 0, 1, 1);
  }

  snapshot(): Promise<Blob> {
    return this.#canvas.convertToBlob({ type: 'image/png' });
  }

  #pictureOf(view: FrameView, pixels: PixelPicture | undefined): Picture {
    if (pixels?.kind !== 'rgba' || !pixels.imageData) {
      const toUpright = fitContain(view.stored, view.upright, { rotate: view.userPose.turn, mirror: false });
      return { image: view.image, size: view.stored, toUpright };
    }
    const { size, pose } = pixels;
    if (this.#staged !== pixels) this.stage(pixels);
    this.#staged = undefined;
    return {
      image: this.#frame.canvas,
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
