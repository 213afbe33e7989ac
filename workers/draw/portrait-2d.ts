/**
 * The portrait on a 2D canvas: what is behind the person by the effect chosen, then the person over it. The kernels do what
 * asks the frame's pixels (`cpu/portrait-pixels.ts`), other backgrounds are the canvas's.
 */
import type { Box, Size } from '../../models/contract';
import { compose, fitCover, IDENTITY, mapBox, type Affine } from '../../models/math/affine';
import type { Backdrop } from '../backdrop';
import { blurPlan, HIDING_STRENGTH, LIGHT_PLAN, type BlurPlan } from '../blur-plan';
import { carriedModel } from '../cpu/carry-mask';
import { CpuMask } from '../cpu/cpu-mask';
import { wrapLight } from '../cpu/light-wrap';
import { isFrame, type PixelPicture } from '../cpu/pixel-picture';
import { PortraitPixels, type Rest } from '../cpu/portrait-pixels';
import type { EdgeModel } from '../cpu/refine-mask';
import type { PortraitScene } from '../frame-path';
import type { FrameImage } from '../frame-view';
import { fitLayer, newLayer, paint, setTransform, type Context } from './layer';

/** What is drawn as the frame: the frame itself, or its pixels on a canvas. */
export interface Picture {
  readonly image: CanvasImageSource;
  readonly size: Size;
  readonly toUpright: Affine;
}

export interface PortraitJob {
  readonly portrait: PortraitScene;
  /** The frame. */
  readonly image: FrameImage;
  /** Put on a canvas when first asked for. */
  readonly picture: () => Picture;
  /** The frame's pixels where they are in memory. */
  readonly pixels: PixelPicture | undefined;
  readonly upright: Size;
  /** Upright frame pixels → canvas pixels. */
  readonly toCanvas: Affine;
}

/** No edge model is asked. */
const NO_CELLS: Size = { width: 0, height: 0 };
/** No small picture is needed. */
const NOTHING_BEHIND: Size = { width: 1, height: 1 };

export class Portrait2d {
  readonly #context: Context;
  readonly #person = newLayer();
  readonly #small = [newLayer(), newLayer()] as const;
  readonly #backdrop = newLayer();
  /** What lies on the backdrop's layer. */
  #backdropKey = '';
  /** Of the frames and of the picture that hides everything: kept while sizes stay. */
  #pixels: PortraitPixels | undefined;
  #hidden: PortraitPixels | undefined;
  /** The frame that `#pixels` holds already, and its small picture. */
  #staged: PixelPicture | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Does of the next `draw` with these pixels what needs no mask, where its sizes are those of the last one. */
  stage(pixels: PixelPicture): void {
    if (!this.#pixels || !isFrame(pixels, this.#pixels.size)) return;
    this.#pixels.take(pixels.imageData.data);
    this.#pixels.shrink();
    this.#staged = pixels;
  }

  draw(job: PortraitJob): void {
    const { portrait, upright, toCanvas } = job;
    const mask = portrait.mask && CpuMask.of(portrait.mask);
    if (!mask) {
      this.#drawHidden(job);
      return;
    }
    const frame = this.#pixelsOf(job);
    const model = mask.image === job.image ? mask.model : carriedModel(mask.model, mask.trail, frame);
    const plan = this.#planOf(job);
    const pixels = this.#pixelsFor(frame, plan?.size ?? NOTHING_BEHIND, model);
    if (this.#staged !== job.pixels || !this.#staged) {
      pixels.take(frame.data);
      pixels.shrink();
    }
    this.#staged = undefined;
    const { effect } = portrait;
    const light = plan && this.#behind(pixels, plan, model, job);
    // Blurred and grey backgrounds are the kernels' own work; any other is on the canvas already, and shows where the cut is clear.
    const rest: Rest = effect.kind === 'spotlight' ? 'grey' : effect.kind === 'blur' && !light ? 'small' : 'clear';
    if (rest === 'clear') this.#drawRest(job, pixels);
    // Nothing of what the canvas held shows through.
    const covers = rest !== 'clear' || effect.kind === 'transparent';
    const way = covers && !light ? wayOnto(this.#context.canvas, frame, toCanvas) : undefined;
    const shown = new ImageData(pixels.draw(model, rest, way === 'mirrored'), frame.width, frame.height);
    if (way) {
      this.#context.putImageData(shown, 0, 0);
      return;
    }
    if (light) wrapLight(shown, light, pixels.small);
    fitLayer(this.#person, frame);
    this.#person.context.putImageData(shown, 0, 0);
    drawPicture(this.#context, { image: this.#person.canvas, size: upright, toUpright: IDENTITY }, toCanvas);
  }

  /** The whole picture, blurred past recognition: for every effect, none of which knows yet what it may show. */
  #drawHidden({ portrait, picture: whole, toCanvas }: PortraitJob): void {
    const picture = whole();
    const strength = Math.max(HIDING_STRENGTH, portrait.strength);
    const plan = blurPlan(picture.size, { strength, shape: 'gaussian' });
    if (!this.#hidden?.fits(plan.size, plan.size, NO_CELLS))
      this.#hidden = new PortraitPixels(plan.size, plan.size, NO_CELLS);
    // Down in two steps, so that no pixel is skipped.
    const half = { width: plan.size.width * 2, height: plan.size.height * 2 };
    const [first, second] = this.#small;
    const small = paint(second, paint(first, picture.image, half).canvas, plan.size);
    this.#hidden.take(small.context.getImageData(0, 0, plan.size.width, plan.size.height).data);
    this.#hidden.shrink();
    this.#hidden.blur(plan);
    drawPicture(this.#context, { ...picture, image: this.#smallOf(this.#hidden) }, toCanvas);
  }

  /** How large the picture behind the person is made, where one is: it is shown, or throws light. */
  #planOf({ portrait, upright }: PortraitJob): BlurPlan | undefined {
    const { effect, strength, coarseness = 0, backdrop, lightWrap } = portrait;
    switch (effect.kind) {
      case 'blur':
        return blurPlan(upright, { strength, shape: effect.shape, coarseness });
      case 'color':
        return lightWrap ? blurPlan(upright, LIGHT_PLAN) : undefined;
      case 'picture':
      case 'video':
        return lightWrap && backdrop ? blurPlan(upright, LIGHT_PLAN) : undefined;
      case 'transparent':
      case 'black':
      case 'spotlight':
        return undefined;
    }
  }

  /** Makes the small picture behind the person. @returns the light it throws, where that is wanted: four floats a cell */
  #behind(pixels: PortraitPixels, plan: BlurPlan, model: EdgeModel, job: PortraitJob): Float32Array | undefined {
    const { effect, lightWrap } = job.portrait;
    pixels.ask(model);
    const people = lightWrap ? pixels.people() : undefined;
    if (effect.kind === 'blur') pixels.blur(plan);
    if (!people) return undefined;
    // Shown and then lit with: the cells are needed for both.
    const shown = pixels.cells.slice();
    if (effect.kind !== 'blur') this.#paintSmall(pixels, job);
    pixels.light(people);
    const light = pixels.cells.slice();
    if (effect.kind === 'blur') pixels.cells.set(shown);
    return light;
  }

  /** Draws on the canvas what is behind the person. */
  #drawRest({ portrait, upright, toCanvas }: PortraitJob, pixels: PortraitPixels): void {
    const { effect, backdrop } = portrait;
    const area = mapBox(toCanvas, { x: 0, y: 0, ...upright });
    const context = this.#context;
    setTransform(context, IDENTITY);
    switch (effect.kind) {
      case 'blur':
        drawPicture(context, { image: this.#smallOf(pixels), size: upright, toUpright: IDENTITY }, toCanvas);
        return;
      case 'color':
        context.fillStyle = effect.color;
        fill(context, area);
        return;
      case 'picture':
      case 'video':
        if (!backdrop) break;
        this.#drawBackdrop(backdrop, area);
        return;
      case 'transparent':
        context.clearRect(area.x, area.y, area.width, area.height);
        return;
      case 'black':
      case 'spotlight':
        break;
    }
    context.fillStyle = 'black';
    fill(context, area);
  }

  /** Covers the area with the middle of the user's picture. */
  #drawBackdrop(backdrop: Backdrop, area: Box): void {
    this.#scaleBackdrop(backdrop, area);
    this.#context.drawImage(this.#backdrop.canvas, area.x, area.y, area.width, area.height);
  }

  /** Onto its layer, once for each image and size. */
  #scaleBackdrop({ image, version }: Backdrop, { width, height }: Box): void {
    const size = { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
    const key = `${version} ${size.width}×${size.height}`;
    if (key === this.#backdropKey) return;
    this.#backdropKey = key;
    const { context } = this.#backdrop;
    fitLayer(this.#backdrop, size);
    const own =
      image instanceof ImageBitmap
        ? { width: image.width, height: image.height }
        : { width: image.displayWidth, height: image.displayHeight };
    context.fillStyle = 'black'; // Under pictures that are partly transparent.
    setTransform(context, IDENTITY);
    context.fillRect(0, 0, size.width, size.height);
    setTransform(context, fitCover(own, size));
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, own.width, own.height);
    setTransform(context, IDENTITY);
  }

  /** Replaces the small picture by one of the colour or of the user's picture, as they are shown behind the person. */
  #paintSmall(pixels: PortraitPixels, { portrait, upright, toCanvas }: PortraitJob): void {
    const { effect, backdrop } = portrait;
    const { width, height } = pixels.small;
    const [layer] = this.#small;
    const { context } = layer;
    fitLayer(layer, pixels.small);
    context.globalCompositeOperation = 'source-over';
    if (effect.kind === 'color') {
      context.fillStyle = effect.color;
      context.fillRect(0, 0, width, height);
    } else if (backdrop) {
      this.#scaleBackdrop(backdrop, mapBox(toCanvas, { x: 0, y: 0, ...upright }));
      const mirrored = toCanvas.a < 0;
      // The person is lit before the picture is mirrored, the backdrop never is.
      context.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? width : 0, 0);
      context.drawImage(this.#backdrop.canvas, 0, 0, width, height);
      setTransform(context, IDENTITY);
    }
    const { data } = context.getImageData(0, 0, width, height);
    for (let i = 0; i < data.length; i++) pixels.cells[i] = (data[i] ?? 0) / 255;
  }

  #pixelsFor(frame: Size, small: Size, model: EdgeModel): PortraitPixels {
    if (!this.#pixels?.fits(frame, small, model)) {
      this.#pixels = new PortraitPixels(frame, small, model);
      this.#staged = undefined;
    }
    return this.#pixels;
  }

  #smallOf(pixels: PortraitPixels): OffscreenCanvas {
    const layer = this.#small[1];
    fitLayer(layer, pixels.small);
    const { width, height } = pixels.small;
    layer.context.putImageData(new ImageData(pixels.smallBytes(), width, height), 0, 0);
    return layer.canvas;
  }

  /** The upright frame's bytes. */
  #pixelsOf({ pixels, picture, upright, toCanvas }: PortraitJob): ImageData {
    if (isFrame(pixels, upright)) return pixels.imageData;
    // A large photo on a small canvas: no more pixels than are shown.
    const scale = Math.min(1, Math.hypot(toCanvas.a, toCanvas.b));
    const width = Math.max(1, Math.round(upright.width * scale));
    const height = Math.max(1, Math.round(upright.height * scale));
    const { context } = this.#person;
    fitLayer(this.#person, { width, height });
    const toWork: Affine = { a: width / upright.width, b: 0, c: 0, d: height / upright.height, e: 0, f: 0 };
    drawPicture(context, picture(), toWork);
    setTransform(context, IDENTITY);
    return context.getImageData(0, 0, width, height);
  }
}

function fill(context: Context, { x, y, width, height }: Box): void {
  context.fillRect(x, y, width, height);
}

/**
 * How bytes of this size get onto the canvas as they are, pixel on pixel: a software canvas takes twice as long to draw them, and
 * three times as long mirrored. Undefined where they have to be drawn.
 */
export function wayOnto(canvas: Size, { width, height }: Size, toCanvas: Affine): 'plain' | 'mirrored' | undefined {
  const { a, b, c, d, e, f } = toCanvas;
  if (canvas.width !== width || canvas.height !== height || b !== 0 || c !== 0 || d !== 1 || f !== 0) return undefined;
  if (a === 1 && e === 0) return 'plain';
  return a === -1 && e === width ? 'mirrored' : undefined;
}

export function drawPicture(context: Context, { image, size, toUpright }: Picture, toCanvas: Affine): void {
  const transform = compose(toCanvas, toUpright);
  setTransform(context, transform);
  // Pixel on pixel, turned or mirrored, there is nothing to smooth, and a software canvas takes twice as long to try.
  context.imageSmoothingEnabled = !(isOfSize(image, size) && isPixelExact(transform));
  context.drawImage(image, 0, 0, size.width, size.height);
  context.imageSmoothingEnabled = true;
}

/** Only layers are asked: those are what frames are drawn from. */
function isOfSize(image: CanvasImageSource, { width, height }: Size): boolean {
  return image instanceof OffscreenCanvas && image.width === width && image.height === height;
}

function isPixelExact({ a, b, c, d, e, f }: Affine): boolean {
  return Math.abs(a) + Math.abs(b) === 1 && Math.abs(c) + Math.abs(d) === 1 && [a, b, e, f].every(Number.isInteger);
}
