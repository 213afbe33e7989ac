/** Boxes and labels as a texture: drawn by the 2D canvas that draws them everywhere, uploaded only when they change. */
import type { Box, Size } from '../../models/contract';
import { drawOverlay, type Overlay } from '../draw/overlay';
import type { ResourceScope } from './resource-scope';

export class OverlayLayer {
  readonly #scope: ResourceScope;
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #context: OffscreenCanvasRenderingContext2D;
  #texture: GPUTexture | undefined;
  #drawn = '';
  /** Uploads since the start: a still picture makes none. */
  uploads = 0;

  constructor(scope: ResourceScope) {
    this.#scope = scope;
    const context = this.#canvas.getContext('2d');
    if (!context) throw new Error('no 2D canvas in this worker');
    this.#context = context;
  }

  /** @returns a texture of the canvas's size; undefined where there is nothing to draw. */
  update(canvas: Size, overlay: Overlay): GPUTexture | undefined {
    const { detections, classifications, proposals = [] } = overlay;
    if (detections.length === 0 && proposals.length === 0 && !classifications) return undefined;
    const key = keyOf(canvas, overlay);
    if (this.#texture && key === this.#drawn) return this.#texture;
    this.#drawn = key;
    const { width, height } = canvas;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    else this.#context.clearRect(0, 0, width, height);
    drawOverlay(this.#context, canvas, overlay);
    this.#texture = this.#fit(canvas);
    this.#scope.device.queue.copyExternalImageToTexture(
      { source: this.#canvas },
      { texture: this.#texture, premultipliedAlpha: true },
      [width, height],
    );
    this.uploads++;
    return this.#texture;
  }

  #fit({ width, height }: Size): GPUTexture {
    const old = this.#texture;
    if (old?.width === width && old.height === height) return old;
    if (old) this.#scope.release(old);
    return this.#scope.texture({
      label: 'overlay',
      size: [width, height],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
    });
  }
}

/** What the eye can tell apart: half pixels of the frame, whole percents. */
function keyOf(
  { width, height }: Size,
  { detections, classifications, proposals = [], toCanvas, frame }: Overlay,
): string {
  const sides = ({ x, y, width: w, height: h }: Box): number[] => [x, y, w, h].map((side) => Math.round(2 * side));
  return JSON.stringify([
    [width, height, frame.width, frame.height, toCanvas.a],
    detections.map(({ boxFramePx, label, score }) => [sides(boxFramePx), label, Math.round(score * 100)]),
    proposals.map(sides),
    classifications?.map(({ label, score }) => [label, Math.round(score * 100)]),
  ]);
}
