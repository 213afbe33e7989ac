/** A frame as something a shader can sample, without a copy where the browser can: the only place that imports frames. */
import type { Size } from '../../models/contract';
import { compose, fitContain, invert, turnedSize, type Affine } from '../../models/math/affine';
import { FaultError, messageOf } from '../fault';
import type { FrameView } from '../frame-view';
import type { ResourceScope } from './resource-scope';

/** How a camera frame reaches the GPU; found out once per device (`import-probe.ts`), not read from the browser's name. */
export interface ImportMode {
  /** `external`: no copy. `copy`: one copy on the GPU. `canvas`: drawn by the browser first, then copied. */
  readonly how: 'external' | 'copy' | 'canvas';
  /** Whether the import already applies the frame's own rotation and flip. */
  readonly turned: boolean;
}

export interface FrameTexture {
  readonly kind: 'external' | 'plain';
  /** Valid until the frame is closed (external), or until the next import (plain). */
  readonly resource: GPUExternalTexture | GPUTextureView;
  /** Upright frame pixels → texture coordinates 0..1. */
  readonly uprightToUv: Affine;
}

export class FrameImporter {
  readonly #scope: ResourceScope;
  readonly #mode: ImportMode;
  #copy: { texture: GPUTexture; view: GPUTextureView } | undefined;
  #canvas: OffscreenCanvas | undefined;
  /** A frame is sampled by several passes; it is imported once. */
  #last: { image: FrameView['image']; turn: number; imported: FrameTexture } | undefined;

  constructor(scope: ResourceScope, mode: ImportMode) {
    this.#scope = scope;
    this.#mode = mode;
  }

  /** @throws FaultError `frame` where this frame cannot be brought to the GPU. */
  import(view: FrameView): FrameTexture {
    if (this.#last?.image === view.image && this.#last.turn === view.userPose.turn) return this.#last.imported;
    try {
      const imported = this.#import(view);
      this.#last = { image: view.image, turn: view.userPose.turn, imported };
      return imported;
    } catch (error) {
      throw new FaultError('frame', messageOf(error), { recoverable: true, cause: error });
    }
  }

  /** Call before a frame is closed or replaced by one of the same identity. */
  forget(): void {
    this.#last = undefined;
  }

  #import(view: FrameView): FrameTexture {
    const { image, pose, userPose, upright, stored } = view;
    const isBitmap = image instanceof ImageBitmap;
    const turned = isBitmap || this.#mode.turned;
    const uprightToUv = toUv(upright, turned ? userPose : pose);
    if (!isBitmap && this.#mode.how === 'external') {
      const resource = this.#scope.device.importExternalTexture({ source: image });
      return { kind: 'external', resource, uprightToUv };
    }
    if (!isBitmap && this.#mode.how === 'canvas')
      return { kind: 'plain', resource: this.#draw(image, stored), uprightToUv };
    const size = turned ? stored : turnedSize(upright, pose.turn);
    return { kind: 'plain', resource: this.#fill(image, size), uprightToUv };
  }

  #draw(image: VideoFrame, size: Size): GPUTextureView {
    this.#canvas ??= new OffscreenCanvas(1, 1);
    if (this.#canvas.width !== size.width || this.#canvas.height !== size.height) Object.assign(this.#canvas, size);
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no 2D canvas in this worker');
    context.drawImage(image, 0, 0, size.width, size.height);
    return this.#fill(this.#canvas, size);
  }

  #fill(source: ImageBitmap | VideoFrame | OffscreenCanvas, size: Size): GPUTextureView {
    const { width, height } = size;
    if (this.#copy?.texture.width !== width || this.#copy.texture.height !== height) {
      if (this.#copy) this.#scope.release(this.#copy.texture);
      const texture = this.#scope.texture({
        label: 'frame copy',
        size: [width, height],
        format: 'rgba8unorm',
        usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
      });
      this.#copy = { texture, view: texture.createView() };
    }
    this.#scope.device.queue.copyExternalImageToTexture(
      { source },
      // What is see-through in a picture that was opened is black, as on an opaque canvas.
      { texture: this.#copy.texture, premultipliedAlpha: true },
      [width, height],
    );
    return this.#copy.view;
  }
}

/** Upright pixels → texture coordinates of a picture that stands in the given pose. */
function toUv(upright: Size, { turn, flip }: FrameView['pose']): Affine {
  const source = turnedSize(upright, turn);
  const toUpright = fitContain(source, upright, { rotate: turn, mirror: flip });
  const unit: Affine = { a: 1 / source.width, b: 0, c: 0, d: 1 / source.height, e: 0, f: 0 };
  return compose(unit, invert(toUpright));
}
