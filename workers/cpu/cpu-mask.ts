/** A person mask in ordinary memory. */
import type { Mask, Placement } from '../../models/contract';
import type { PersonMask } from '../frame-path';

export class CpuMask implements PersonMask, Mask {
  /** Person probability 0..1, row-major, `width·height` values. */
  readonly alpha: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly placement: Placement;

  constructor({ alpha, width, height, placement }: Mask) {
    this.alpha = alpha;
    this.width = width;
    this.height = height;
    this.placement = placement;
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
