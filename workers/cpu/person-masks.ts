/** From a segmenter's answers to masks fit to be shown: each steadied by the one before, its edge drawn to the picture's. */
import type { InputSpec, Mask, Placement } from '../../models/contract';
import type { Luma } from '../../models/math/region-shift';
import type { FrameImage } from '../frame-view';
import { trailLuma } from './carry-mask';
import { CpuMask } from './cpu-mask';
import { fillGuide, newGuide, type MaskGuide } from './mask-guide';
import { MaskRefiner } from './refine-mask';
import { MaskSmoother } from './smooth-mask';

export class PersonMasks {
  readonly #spec: InputSpec;
  readonly #guide: MaskGuide;
  readonly #input: Float32Array;
  readonly #smoother = new MaskSmoother();
  readonly #refiner = new MaskRefiner();
  /** Where what was seen lies, until `stage` has looked at it. */
  #unstaged: Placement | undefined;
  #luma: Luma | undefined;

  constructor(spec: InputSpec) {
    this.#spec = spec;
    this.#guide = newGuide(spec);
    this.#input = new Float32Array(3 * spec.width * spec.height);
  }

  /** Keeps the network's input, of which the answer will need something; the runtime may take it away. */
  see(input: Float32Array, placement: Placement): void {
    this.#input.set(input);
    this.#unstaged = placement;
  }

  /** Does of the next mask what needs no answer, while the network runs. Only to save time. */
  stage(): void {
    if (!this.#unstaged) return;
    const { width, height } = this.#spec;
    const place = { width, height, placement: this.#unstaged };
    this.#unstaged = undefined;
    fillGuide(this.#guide, this.#input, this.#spec);
    this.#smoother.see(this.#guide, place);
    this.#refiner.see(this.#guide);
    this.#luma = trailLuma(this.#guide);
  }

  /** Another source, or Portrait switched on again: nothing leans on what was before. */
  forget(): void {
    this.#smoother.reset();
  }

  /** Whether the last mask was of another scene than the one before it. */
  get wasCut(): boolean {
    return this.#smoother.wasCut;
  }

  /**
   * Steadies the answer to what was seen last.
   * @returns valid until the next one. @throws RangeError where it is no answer to that.
   */
  steady(mask: Mask): Mask {
    this.stage();
    return this.#smoother.lean(mask);
  }

  /** As if the last answer had not been steadied: the next ones do not lean on it. */
  takeBack(): void {
    this.#smoother.takeBack();
  }

  /** Draws the edge of what was steadied. @param image the frame it was made of */
  refined(steadied: Mask, image?: FrameImage): CpuMask {
    const model = this.#refiner.fit(steadied);
    // The smoother writes over its buffers; a mask lives as long as it is shown.
    return new CpuMask({ ...steadied, alpha: steadied.alpha.slice() }, model, { luma: this.#luma, image });
  }

  /** `steady` and `refined`. */
  maskOf(mask: Mask, image?: FrameImage): CpuMask {
    return this.refined(this.steady(mask), image);
  }
}
