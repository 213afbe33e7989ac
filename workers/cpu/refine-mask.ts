/**
 * The mask's edge drawn to the picture's own: a guided filter with the colour picture as guide.
 *
 * Within every window of the mask, probability is fitted as a linear function of colour, a·rgb + b, by ridge regression; the means
 * of the fits are then asked about each pixel of the *full-size* frame (He, Sun, Tang, "Guided Image Filtering", PAMI 2013,
 * equations 19–21; He and Sun, "Fast Guided Filter", arXiv:1505.00996, for fitting on a smaller picture). So the mask gets the
 * frame's resolution, at a cost set by the small one.
 */
import type { Mask, Placement, Size } from '../../models/contract';
import { workbench, type Workbench } from './kernels/workbench';
import { guideSize, halveMask, type MaskGuide } from './mask-guide';

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const REFINEMENT = {
  /** Window of the fit and of its averaging, guide cells to each side; chosen on held-out photos (see the card). */
  radius: 3,
  /**
   * ε of the ridge regression, variance of colours 0..1: what is flatter than √ε gives no edge. Four times the noise of a webcam
   * (standard deviation 4 of 255): at a tenth of this the fits follow the noise, and the edge trembles three times as much.
   */
  epsilon: 1e-3,
  /**
   * Feather: what the fit says below is background, above is person; smoothstep between. Not lower: where the network is a little
   * unsure of a thing in the room, its outline would show through.
   */
  low: 0.35,
  high: 0.75,
  /** Colours likely in a cell: within so many standard deviations of its window's mean, and a little more. */
  likelyDeviations: 2,
  likelyMargin: 0.06,
} as const;

/**
 * Person-ness as a function of place and colour: of a pixel of colour r, g, b (0..1) it is `feather(a·r + b·g + c·b + d)` with
 * the four numbers of the cell it falls in, bilinear between cells.
 */
export interface EdgeModel extends Size {
  /** Four numbers a cell, row-major over the mask's input picture. */
  readonly fits: Float32Array;
  /** Cells that say the same of every colour likely there: between two of one kind no pixel need be asked. */
  readonly sure: Uint8Array;
  readonly placement: Placement;
  /** How far the person has moved since, cells to the right and down; not at all where left out. */
  readonly shift?: { readonly x: number; readonly y: number };
}

/** Values of `EdgeModel.sure`. */
export const SURE = { no: 0, background: 1, person: 2 } as const;

/** The mask alone, without a picture to draw its edge to: the same answer for every colour. */
export function unrefined({ alpha, width, height, placement }: Mask): EdgeModel {
  const size = guideSize({ width, height });
  const halved = new Float32Array(size.width * size.height);
  halveMask(alpha, { width, height }, halved);
  const fits = new Float32Array(halved.length * 4);
  for (let i = 0, o = 3; i < halved.length; i++, o += 4) fits[o] = halved[i] ?? 0;
  return { fits, sure: new Uint8Array(halved.length), ...size, placement };
}

/** 0..1 from a fit's value. */
export function feather(value: number): number {
  const t = Math.min(1, Math.max(0, (value - REFINEMENT.low) / (REFINEMENT.high - REFINEMENT.low)));
  return t * t * (3 - 2 * t);
}

const layoutFor = ({ width, height }: Size) => {
  const cells = width * height;
  /** The fit takes two cells at a time. */
  const paired = cells + (cells % 2);
  return {
    red: ['floats', cells],
    green: ['floats', cells],
    blue: ['floats', cells],
    person: ['floats', cells],
    /** Means over each window, four floats a cell: colours, squares, products, colours times the mask and the mask. */
    colours: ['floats', paired * 4],
    squares: ['floats', paired * 4],
    products: ['floats', paired * 4],
    crossed: ['floats', paired * 4],
    /** Six doubles a cell. */
    factors: ['floats', paired * 12],
    fits: ['floats', paired * 4],
    spare: ['floats', cells * 4],
    sums: ['floats', width * 8],
    sure: ['bytes', cells],
  } as const;
};

export class MaskRefiner {
  #size: Size = { width: 0, height: 0 };
  #bench: Workbench<ReturnType<typeof layoutFor>> | undefined;

  /** Does of the next `fit` what needs no mask. @param guide the picture of the mask, of half its size (rounded up) */
  see(guide: MaskGuide): void {
    const { width, height } = guide;
    const bench = this.#benchFor({ width, height });
    const { kernels, red, green, blue, colours, squares, products, factors } = bench;
    for (const colour of ['red', 'green', 'blue'] as const) bench[colour].set(guide[colour]);
    const cells = width * height;
    const moments = [colours, squares, products];
    kernels.edgeMoments(...[red, green, blue].map(addressOf), cells, ...moments.map(addressOf));
    for (const moment of moments) this.#mean(bench, moment);
    kernels.knowColours(...moments.map(addressOf), cells, REFINEMENT.epsilon, factors.byteOffset);
  }

  /**
   * Draws the edge of the mask of what was seen last.
   * @returns a model of its own memory
   * @throws RangeError where this is no mask of what was seen.
   */
  fit(mask: Mask): EdgeModel {
    const { width, height } = guideSize(mask);
    const bench = this.#bench;
    if (!bench || this.#size.width !== width || this.#size.height !== height)
      throw new RangeError(
        `a guide of ${this.#size.width}×${this.#size.height} beside a mask of ${mask.width}×${mask.height}`,
      );
    const { kernels, red, green, blue, person, colours, squares, crossed, factors, fits, sure } = bench;
    halveMask(mask.alpha, mask, person);
    const cells = width * height;
    kernels.personMoments(...[red, green, blue, person].map(addressOf), cells, crossed.byteOffset);
    this.#mean(bench, crossed);
    kernels.fitEdges(colours.byteOffset, crossed.byteOffset, factors.byteOffset, cells, fits.byteOffset);
    this.#mean(bench, fits);
    const { low, high, likelyDeviations, likelyMargin } = REFINEMENT;
    const [from, mean, square] = [fits, colours, squares].map(addressOf) as [number, number, number];
    kernels.sureCells(from, mean, square, cells, low, high, likelyDeviations, likelyMargin, sure.byteOffset);
    const own = { fits: fits.slice(0, cells * 4), sure: Uint8Array.from(sure) };
    return { ...own, width, height, placement: mask.placement };
  }

  /** `see` and `fit`. */
  refine(mask: Mask, guide: MaskGuide): EdgeModel {
    this.see(guide);
    return this.fit(mask);
  }

  /** Over every cell's window, in place. */
  #mean({ kernels, spare, sums }: Workbench<ReturnType<typeof layoutFor>>, plane: Float32Array): void {
    const { width, height } = this.#size;
    kernels.boxMeanRows(plane.byteOffset, spare.byteOffset, width, height, REFINEMENT.radius);
    kernels.boxMeanColumns(spare.byteOffset, plane.byteOffset, sums.byteOffset, width, height, REFINEMENT.radius);
  }

  #benchFor(size: Size): Workbench<ReturnType<typeof layoutFor>> {
    if (!this.#bench || this.#size.width !== size.width || this.#size.height !== size.height) {
      this.#size = size;
      this.#bench = workbench(layoutFor(size));
    }
    return this.#bench;
  }
}

function addressOf({ byteOffset }: ArrayBufferView): number {
  return byteOffset;
}
