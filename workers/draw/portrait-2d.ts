/**
 * The portrait on a 2D canvas: what is behind the person by the effect chosen, then the person over it. Pixels are worked on in
 * typed arrays, blending is left to the canvas.
 */
import type { Box, Size } from '../../models/contract';
import { compose, fitCover, IDENTITY, mapBox, type Affine } from '../../models/math/affine';
import type { Backdrop } from '../backdrop';
import { blurPlan, HIDING_STRENGTH, LIGHT_PLAN, type BlurPlan } from '../blur-plan';
import { backgroundWeight, Blur, type Planes } from '../cpu/blur';
import { carriedModel } from '../cpu/carry-mask';
import { CpuMask } from '../cpu/cpu-mask';
import { cutOutPerson, personAlpha } from '../cpu/cut-out';
import { lightOf, wrapLight } from '../cpu/light-wrap';
import type { PixelPicture } from '../cpu/pixel-picture';
import type { EdgeModel } from '../cpu/refine-mask';
import { newPlanes, shrink, toBytes } from '../cpu/small-picture';
import type { PortraitScene } from '../frame-path';
import { fitLayer, newLayer, paint, setTransform, type Context, type Layer } from './layer';

/** What is drawn as the frame: the frame itself, or its pixels on a canvas. */
export interface Picture {
  readonly image: CanvasImageSource;
  readonly size: Size;
  readonly toUpright: Affine;
}

export interface PortraitJob {
  readonly portrait: PortraitScene;
  readonly picture: Picture;
  /** The frame's pixels where they are in memory; their alpha and colours may be overwritten. */
  readonly pixels: PixelPicture | undefined;
  readonly upright: Size;
  /** Upright frame pixels → canvas pixels. */
  readonly toCanvas: Affine;
}

/** A small picture, who is in it, and its weights: what blur and light are made of. */
interface SmallScene {
  readonly size: Size;
  readonly planes: Planes;
  readonly alpha: Float32Array;
}

export class Portrait2d {
  readonly #context: Context;
  readonly #person = newLayer();
  readonly #small = [newLayer(), newLayer()] as const;
  readonly #backdrop = newLayer();
  /** What lies on the backdrop's layer. */
  #backdropKey = '';
  readonly #blur = new Blur();

  constructor(context: Context) {
    this.#context = context;
  }

  draw(job: PortraitJob): void {
    const { portrait, upright, toCanvas } = job;
    const mask = portrait.mask && CpuMask.of(portrait.mask);
    if (!mask) {
      this.#drawHidden(job);
      return;
    }
    const frame = this.#pixelsOf(job);
    const model = carriedModel(mask.model, mask.trail, frame);
    const { effect } = portrait;
    if (effect.kind === 'spotlight') cutOutPerson(frame, model, 'grey');
    else {
      const light = this.#drawRest(job, frame, model);
      cutOutPerson(frame, model);
      if (light) wrapLight(frame, light.planes, light.size);
    }
    fitLayer(this.#person, frame);
    this.#person.context.putImageData(frame, 0, 0);
    drawPicture(this.#context, { image: this.#person.canvas, size: upright, toUpright: IDENTITY }, toCanvas);
  }

  /** The whole picture, blurred past recognition: for every effect, none of which knows yet what it may show. */
  #drawHidden({ portrait, picture, toCanvas }: PortraitJob): void {
    const strength = Math.max(HIDING_STRENGTH, portrait.strength);
    const plan = blurPlan(picture.size, { strength, shape: 'gaussian' });
    const planes = newPlanes(plan.size);
    // Down in two steps, so that no pixel is skipped.
    const half = { width: plan.size.width * 2, height: plan.size.height * 2 };
    const [first, second] = this.#small;
    const small = paint(second, paint(first, picture.image, half).canvas, plan.size);
    shrink(small.context.getImageData(0, 0, plan.size.width, plan.size.height), plan.size, planes);
    this.#blur.run(planes, undefined, plan);
    drawPicture(this.#context, { ...picture, image: this.#bytesOf(planes, plan.size).canvas }, toCanvas);
  }

  /** Draws what is behind the person. @returns the light it throws, where that is wanted and there is any */
  #drawRest({ portrait, upright, toCanvas }: PortraitJob, frame: ImageData, model: EdgeModel): SmallScene | undefined {
    const { effect, strength, coarseness = 0, backdrop, lightWrap } = portrait;
    const area = mapBox(toCanvas, { x: 0, y: 0, ...upright });
    const context = this.#context;
    setTransform(context, IDENTITY);
    switch (effect.kind) {
      case 'blur': {
        const plan = blurPlan(upright, { strength, shape: effect.shape, coarseness });
        const scene = smallScene(frame, model, plan.size);
        this.#drawBlurred(scene, plan, upright, toCanvas);
        return lightWrap ? lit(scene) : undefined;
      }
      case 'color': {
        context.fillStyle = effect.color;
        fill(context, area);
        if (!lightWrap) return undefined;
        const scene = smallScene(frame, model, blurPlan(upright, LIGHT_PLAN).size);
        this.#paintSmall(scene, (small, size) => {
          small.fillStyle = effect.color;
          small.fillRect(0, 0, size.width, size.height);
        });
        return lit(scene);
      }
      case 'picture':
      case 'video': {
        if (!backdrop) break;
        this.#drawBackdrop(backdrop, area);
        if (!lightWrap) return undefined;
        const scene = smallScene(frame, model, blurPlan(upright, LIGHT_PLAN).size);
        const { canvas } = this.#backdrop;
        const mirrored = toCanvas.a < 0;
        this.#paintSmall(scene, (small, { width, height }) => {
          // The person is lit before the picture is mirrored, the backdrop never is.
          small.setTransform(mirrored ? -1 : 1, 0, 0, 1, mirrored ? width : 0, 0);
          small.drawImage(canvas, 0, 0, width, height);
          setTransform(small, IDENTITY);
        });
        return lit(scene);
      }
      case 'transparent':
        context.clearRect(area.x, area.y, area.width, area.height);
        return undefined;
      case 'black':
      case 'spotlight':
        break;
    }
    context.fillStyle = 'black';
    fill(context, area);
    return undefined;
  }

  #drawBlurred({ planes, alpha }: SmallScene, plan: BlurPlan, upright: Size, toCanvas: Affine): void {
    this.#blur.run(planes, alpha.map(backgroundWeight), plan);
    const { canvas } = this.#bytesOf(planes, plan.size);
    drawPicture(this.#context, { image: canvas, size: upright, toUpright: IDENTITY }, toCanvas);
  }

  /** Covers the area with the middle of the user's picture; scaled once for each image and size. */
  #drawBackdrop({ image, version }: Backdrop, { x, y, width, height }: Box): void {
    const size = { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
    const key = `${version} ${size.width}×${size.height}`;
    const { canvas, context } = this.#backdrop;
    if (key !== this.#backdropKey) {
      this.#backdropKey = key;
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
    this.#context.drawImage(canvas, x, y, width, height);
  }

  /** Replaces the scene's colours by what is painted. */
  #paintSmall({ planes, size }: SmallScene, painter: (context: Context, size: Size) => void): void {
    const [layer] = this.#small;
    fitLayer(layer, size);
    layer.context.globalCompositeOperation = 'source-over';
    painter(layer.context, size);
    shrink(layer.context.getImageData(0, 0, size.width, size.height), size, planes);
  }

  #bytesOf(planes: Planes, size: Size): Layer {
    const layer = this.#small[1];
    fitLayer(layer, size);
    const bytes = new ImageData(size.width, size.height);
    toBytes(planes, bytes);
    layer.context.putImageData(bytes, 0, 0);
    return layer;
  }

  /** The upright frame as bytes that may be written to. */
  #pixelsOf({ pixels, picture, upright, toCanvas }: PortraitJob): ImageData {
    if (pixels?.kind === 'rgba' && pixels.imageData && pixels.pose.turn === 0 && !pixels.pose.flip) {
      // Non-square pixels: the stored picture is not the upright one.
      if (pixels.size.width === upright.width && pixels.size.height === upright.height) return pixels.imageData;
    }
    // A large photo on a small canvas: no more pixels than are shown.
    const scale = Math.min(1, Math.hypot(toCanvas.a, toCanvas.b));
    const width = Math.max(1, Math.round(upright.width * scale));
    const height = Math.max(1, Math.round(upright.height * scale));
    const { context } = this.#person;
    fitLayer(this.#person, { width, height });
    const toWork: Affine = { a: width / upright.width, b: 0, c: 0, d: height / upright.height, e: 0, f: 0 };
    drawPicture(context, picture, toWork);
    setTransform(context, IDENTITY);
    return context.getImageData(0, 0, width, height);
  }
}

function smallScene(frame: ImageData, model: EdgeModel, size: Size): SmallScene {
  const planes = newPlanes(size);
  shrink(frame, size, planes);
  const alpha = new Float32Array(size.width * size.height);
  personAlpha(planes, size, model, alpha);
  return { size, planes, alpha };
}

function lit(scene: SmallScene): SmallScene {
  lightOf(scene.planes, scene.alpha, scene.size);
  return scene;
}

function fill(context: Context, { x, y, width, height }: Box): void {
  context.fillRect(x, y, width, height);
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
