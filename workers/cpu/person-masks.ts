/** From a segmenter's answers to masks fit to be shown: each steadied by the one before, its edge drawn to the picture's. */
import type { InputSpec, Mask } from '../../models/contract';
import type { FrameImage } from '../frame-view';
import { trailOf } from './carry-mask';
import { CpuMask } from './cpu-mask';
import { fillGuide, newGuide, type MaskGuide } from './mask-guide';
import { MaskRefiner } from './refine-mask';
import { MaskSmoother } from './smooth-mask';

export class PersonMasks {
  readonly #spec: InputSpec;
  readonly #guide: MaskGuide;
  readonly #smoother = new MaskSmoother();
  readonly #refiner = new MaskRefiner();

  constructor(spec: InputSpec) {
    this.#spec = spec;
    this.#guide = newGuide(spec);
  }

  /** Keeps of the network's input what the answer to it will need; the runtime may take the input away. */
  see(input: Float32Array): void {
    fillGuide(this.#guide, input, this.#spec);
  }

  /** Another source, or Portrait switched on again: nothing leans on what was before. */
  forget(): void {
    this.#smoother.reset();
  }

  /** Whether the last mask was of another scene than the one before it. */
  get wasCut(): boolean {
    return this.#smoother.wasCut;
  }

  /** @param mask the answer to what was seen last @param image the frame that was */
  maskOf(mask: Mask, image?: FrameImage): CpuMask {
    const smoothed = this.#smoother.smooth(mask, this.#guide);
    const model = this.#refiner.refine(smoothed, this.#guide);
    // The smoother writes over its buffers; a mask lives as long as it is shown.
    const trail = trailOf(smoothed, this.#guide);
    return new CpuMask({ ...smoothed, alpha: smoothed.alpha.slice() }, model, { trail, image });
  }
}
