/** A person mask in ordinary memory. */
import type { Mask, Placement } from '../../models/contract';
import type { Luma } from '../../models/math/region-shift';
import type { PersonMask } from '../frame-path';
import type { FrameImage } from '../frame-view';
import { trailOf, type Trail } from './carry-mask';
import { unrefined, type EdgeModel } from './refine-mask';

export class CpuMask implements PersonMask, Mask {
  /** Person probability 0..1 before the edge refinement, row-major, `width·height` values. */
  readonly alpha: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly placement: Placement;
  /** What is drawn. */
  readonly model: EdgeModel;
  /** The frame it was made of; on that one nobody need be found again. */
  readonly image: FrameImage | undefined;
  readonly #luma: Luma | undefined;
  #trail: Trail | undefined;

  /** @param options.luma `trailLuma` of its guide; without it, nobody is found again */
  constructor(
    mask: Mask,
    model: EdgeModel = unrefined(mask),
    { luma, image }: { luma?: Luma | undefined; image?: FrameImage | undefined } = {},
  ) {
    this.alpha = mask.alpha;
    this.width = mask.width;
    this.height = mask.height;
    this.placement = mask.placement;
    this.model = model;
    this.#luma = luma;
    this.image = image;
  }

  /** By which its person is found again on a later frame. Most masks are shown on their own frame only: made when first asked for. */
  get trail(): Trail | undefined {
    if (this.#luma) this.#trail ??= trailOf(this, this.#luma);
    return this.#trail;
  }

  /** @throws TypeError for a mask of another path: its numbers are out of reach here. */
  static of(mask: PersonMask): CpuMask {
    if (mask instanceof CpuMask) return mask;
    throw new TypeError('this mask was made by another frame path');
  }

  release(): void {
    // Ordinary memory: the collector takes it.
  }
}
