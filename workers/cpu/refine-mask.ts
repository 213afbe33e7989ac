/**
 * The mask's edge drawn to the picture's own: a guided filter with the colour picture as guide.
 *
 * Within every window of the mask, probability is fitted as a linear function of colour, a·rgb + b, by ridge regression; the means
 * of the fits are then asked about each pixel of the *full-size* frame (He, Sun, Tang, "Guided Image Filtering", PAMI 2013,
 * equations 19–21; He and Sun, "Fast Guided Filter", arXiv:1505.00996, for fitting on a smaller picture). So the mask gets the
 * frame's resolution, at a cost set by the small one.
 */
import type { Mask, Placement, Size } from '../../models/contract';
import { boxMean } from './box-mean';
import { guideSize, halveMask, type MaskGuide } from './mask-guide';

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const REFINEMENT = {
  /** Window of the fit and of its averaging, guide cells to each side; chosen on held-out photos (see the card). */
  radius: 3,
  /** ε of the ridge regression, variance of colours 0..1: what is flatter than √ε gives no edge. */
  epsilon: 1e-4,
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

const CHANNELS = 3;
/** Of the symmetric 3×3 covariance: rr, rg, rb, gg, gb, bb. */
const PAIRS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

export class MaskRefiner {
  #size: Size = { width: 0, height: 0 };
  #planes: Float32Array[] = [];

  /**
   * @param guide the picture of this mask, of half its size (rounded up)
   * @returns a model of its own memory
   * @throws RangeError where mask and guide do not belong together.
   */
  refine(mask: Mask, guide: MaskGuide): EdgeModel {
    const { width, height } = guideSize(mask);
    if (guide.width !== width || guide.height !== height)
      throw new RangeError(`a guide of ${guide.width}×${guide.height} beside a mask of ${mask.width}×${mask.height}`);
    this.#fit({ width, height });
    const plane = (index: number): Float32Array => this.#planes[index] ?? new Float32Array(0);
    const window = { width, height, radius: REFINEMENT.radius };
    const [product, scratch, p] = [plane(0), plane(1), plane(2)];
    const colours = [guide.red, guide.green, guide.blue];

    halveMask(mask.alpha, mask, p);
    const means = [...colours, p].map((source, i) => meanOf(source, plane(3 + i), scratch, window));
    const withP = colours.map((colour, i) => meanOf(multiply(colour, p, product), plane(7 + i), scratch, window));
    const squares = PAIRS.map(([i, j], at) =>
      meanOf(multiply(colours[i] ?? p, colours[j] ?? p, product), plane(10 + at), scratch, window),
    );
    solve(means, withP, squares);
    // `solve` left the fits where the products with p and the mean of p were.
    const fits = new Float32Array(width * height * 4);
    [...withP, means[CHANNELS] ?? p].forEach((source, channel) => {
      const mean = meanOf(source, product, scratch, window);
      for (let i = 0, o = channel; i < mean.length; i++, o += 4) fits[o] = mean[i] ?? 0;
    });
    return { fits, sure: sureCells(fits, means, squares), width, height, placement: mask.placement };
  }

  #fit(size: Size): void {
    if (this.#size.width === size.width && this.#size.height === size.height) return;
    this.#size = size;
    this.#planes = Array.from({ length: 16 }, () => new Float32Array(size.width * size.height));
  }
}

function meanOf(
  source: Float32Array,
  out: Float32Array,
  scratch: Float32Array,
  window: Size & { readonly radius: number },
): Float32Array {
  boxMean(source, out, scratch, window);
  return out;
}

// Inner loops of the frame path; all planes have one length.
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function multiply(a: Float32Array, b: Float32Array, out: Float32Array): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
  return out;
}

/**
 * a = (Σ + εU)⁻¹ (mean(Ip) − mean(I)·mean(p)), b = mean(p) − a·mean(I), per cell (equations 19 and 20).
 * Overwrites `withP` with a, and the mean of p with b.
 */
function solve(means: readonly Float32Array[], withP: readonly Float32Array[], squares: readonly Float32Array[]): void {
  const [mr, mg, mb, mp] = means as [Float32Array, Float32Array, Float32Array, Float32Array];
  const [pr, pg, pb] = withP as [Float32Array, Float32Array, Float32Array];
  const [srr, srg, srb, sgg, sgb, sbb] = squares as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const { epsilon } = REFINEMENT;
  for (let i = 0; i < mp.length; i++) {
    const r = mr[i]!;
    const g = mg[i]!;
    const b = mb[i]!;
    const p = mp[i]!;
    const rr = srr[i]! - r * r + epsilon;
    const gg = sgg[i]! - g * g + epsilon;
    const bb = sbb[i]! - b * b + epsilon;
    const rg = srg[i]! - r * g;
    const rb = srb[i]! - r * b;
    const gb = sgb[i]! - g * b;
    const cr = pr[i]! - r * p;
    const cg = pg[i]! - g * p;
    const cb = pb[i]! - b * p;
    // Cofactors of the symmetric matrix; its determinant is at least ε³, rounding aside.
    const irr = gg * bb - gb * gb;
    const irg = rb * gb - rg * bb;
    const irb = rg * gb - rb * gg;
    const share = 1 / (rr * irr + rg * irg + rb * irb);
    const igb = rg * rb - rr * gb;
    const ar = (irr * cr + irg * cg + irb * cb) * share;
    const ag = (irg * cr + (rr * bb - rb * rb) * cg + igb * cb) * share;
    const ab = (irb * cr + igb * cg + (rr * gg - rg * rg) * cb) * share;
    pr[i] = ar;
    pg[i] = ag;
    pb[i] = ab;
    mp[i] = p - ar * r - ag * g - ab * b;
  }
}

function sureCells(
  fits: Float32Array,
  [mr, mg, mb]: readonly Float32Array[],
  [srr, , , sgg, , sbb]: readonly Float32Array[],
): Uint8Array {
  const sure = new Uint8Array(fits.length / 4);
  if (!mr || !mg || !mb || !srr || !sgg || !sbb) return sure;
  for (let i = 0, o = 0; i < sure.length; i++, o += 4) {
    const a = fits[o]!;
    const b = fits[o + 1]!;
    const c = fits[o + 2]!;
    const value = a * mr[i]! + b * mg[i]! + c * mb[i]! + fits[o + 3]!;
    const spread =
      Math.abs(a) * reach(mr[i]!, srr[i]!) +
      Math.abs(b) * reach(mg[i]!, sgg[i]!) +
      Math.abs(c) * reach(mb[i]!, sbb[i]!);
    if (value + spread <= REFINEMENT.low) sure[i] = SURE.background;
    else if (value - spread >= REFINEMENT.high) sure[i] = SURE.person;
    // Not a number is neither; its pixels come out as background.
  }
  return sure;
}

function reach(mean: number, meanSquare: number): number {
  return REFINEMENT.likelyDeviations * Math.sqrt(Math.max(0, meanSquare - mean * mean)) + REFINEMENT.likelyMargin;
}
