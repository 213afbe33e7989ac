/** The user's own background on the GPU: copied there once for each image. */
import type { Size } from '../../models/contract';
import type { Backdrop } from '../backdrop';
import type { ResourceScope } from './resource-scope';

export interface BackdropView {
  readonly view: GPUTextureView;
  readonly size: Size;
}

interface Held {
  readonly texture: GPUTexture;
  readonly shown: BackdropView;
  version: number;
}

export class BackdropTexture {
  /** Stands where there is no background of the user's; black. */
  readonly none: BackdropView;
  readonly #scope: ResourceScope;
  #held: Held | undefined;

  constructor(scope: ResourceScope) {
    this.#scope = scope;
    const one: Size = { width: 1, height: 1 };
    this.none = { view: this.#newTexture(one).createView(), size: one };
  }

  /** Undefined where none came yet. */
  of(backdrop: Backdrop | undefined): BackdropView | undefined {
    if (!backdrop) return undefined;
    if (this.#held?.version === backdrop.version) return this.#held.shown;
    const { source, size } = this.#fitting(backdrop.image);
    const held = this.#fit(size);
    held.version = backdrop.version;
    const { width, height } = size;
    this.#scope.device.queue.copyExternalImageToTexture(
      { source },
      // What is see-through in a picture is black, as on an opaque canvas.
      { texture: held.texture, premultipliedAlpha: true },
      [width, height],
    );
    return held.shown;
  }

  /** No larger than this GPU's textures may be. */
  #fitting(image: Backdrop['image']): { source: Backdrop['image'] | OffscreenCanvas; size: Size } {
    const size =
      image instanceof ImageBitmap
        ? { width: image.width, height: image.height }
        : { width: image.displayWidth, height: image.displayHeight };
    const most = this.#scope.device.limits.maxTextureDimension2D;
    const scale = most / Math.max(size.width, size.height);
    if (scale >= 1) return { source: image, size };
    const smaller = {
      width: Math.max(1, Math.floor(size.width * scale)),
      height: Math.max(1, Math.floor(size.height * scale)),
    };
    const canvas = new OffscreenCanvas(smaller.width, smaller.height);
    canvas.getContext('2d')?.drawImage(image, 0, 0, smaller.width, smaller.height);
    return { source: canvas, size: smaller };
  }

  #fit(size: Size): Held {
    const held = this.#held;
    if (held?.texture.width === size.width && held.texture.height === size.height) return held;
    if (held) this.#scope.release(held.texture);
    const texture = this.#newTexture(size);
    this.#held = { texture, shown: { view: texture.createView(), size }, version: -1 };
    return this.#held;
  }

  #newTexture({ width, height }: Size): GPUTexture {
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT;
    return this.#scope.texture({ label: 'backdrop', size: [width, height], format: 'rgba8unorm', usage });
  }
}
