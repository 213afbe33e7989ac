/** How large a picture is blurred and how widely, for both paths alike: the same plan gives the same picture on either. */
import type { Size } from '../models/contract';

export type BlurShape = 'gaussian' | 'disc';

export interface BlurPlan {
  /** The picture to blur; drawn large afterwards. */
  readonly size: Size;
  readonly shape: BlurShape;
  /** Gaussian: window radii of the box means run one after the other. Disc: one radius, pixels. */
  readonly radii: readonly number[];
}

/** While it is not known where the person is, nothing in the picture may be made out: no blur is weaker then. */
export const HIDING_STRENGTH = 0.8;
/** Size of the picture from which the light of other backgrounds is made. */
export const LIGHT_PLAN = { strength: 0.5, shape: 'gaussian', coarseness: 1 } as const;

/** Standard deviation as a share of the frame's long side: at strength 0 soft, at 1 nothing but colours is left. */
const SPREAD = { weakest: 0.008, strongest: 0.05 };
const LONG_SIDE = 160;
/** A disc costs its radius: stronger ones are made on smaller pictures. */
const DISC = { mostRadius: 8, leastSide: 64 };
/** However small the frame, a blurred picture has at most this share of its pixels a side. */
const MOST_DETAIL = 1 / 4;
const BOX_RUNS = 3;

/**
 * @param strength 0..1; outside is taken for the nearer end
 * @param coarseness how often the resolution is halved to save time
 */
export function blurPlan(
  frame: Size,
  { strength, shape, coarseness = 0 }: { strength: number; shape: BlurShape; coarseness?: number },
): BlurPlan {
  const clamped = Math.min(1, Math.max(0, strength));
  const spread = SPREAD.weakest * (SPREAD.strongest / SPREAD.weakest) ** clamped;
  const long = Math.max(frame.width, frame.height);
  // A disc of radius R has a standard deviation of R/2 along each axis.
  const discSide = Math.max(DISC.leastSide, Math.min(LONG_SIDE, DISC.mostRadius / (2 * spread)));
  const wanted = (shape === 'disc' ? discSide : LONG_SIDE) / 2 ** coarseness;
  const scale = Math.min(MOST_DETAIL, wanted / long);
  const size = {
    width: Math.max(2, Math.round(frame.width * scale)),
    height: Math.max(2, Math.round(frame.height * scale)),
  };
  const sigma = spread * Math.max(size.width, size.height);
  return { size, shape, radii: shape === 'disc' ? [Math.max(1, Math.round(2 * sigma))] : boxRadii(sigma) };
}

/**
 * Three box means after each other come within 3 % of a Gaussian; which of two neighbouring widths each has makes their variance
 * the wanted one (Kovesi, "Fast almost-Gaussian filtering", DICTA 2010, equations 3–5).
 */
export function boxRadii(sigma: number): number[] {
  const ideal = Math.sqrt((12 * sigma * sigma) / BOX_RUNS + 1);
  const narrow = Math.max(1, 2 * Math.floor((ideal - 1) / 2) + 1);
  const narrowRuns = Math.round(
    (12 * sigma * sigma - BOX_RUNS * (narrow * narrow + 4 * narrow + 3)) / (-4 * narrow - 4),
  );
  return Array.from({ length: BOX_RUNS }, (_, i) => (narrow - 1) / 2 + (i < narrowRuns ? 0 : 1));
}
