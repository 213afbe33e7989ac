/**
 * A still person has a still edge: each mask leans on the one before it, where it is unsure itself and the picture did not move.
 *
 *     p' = p + (p_prev − p) · u(p) · r · (1 − moved)
 *
 * u is H(p)², H the binary entropy in bits, as a polynomial (the one of MediaPipe's segmentation smoothing calculator, within
 * 0.002): only unsure pixels lag. `moved` grows with the change of the picture's luma, so that nothing trails behind a moving arm.
 */
import type { Mask, Placement, Size } from '../../models/contract';
import { boxMean } from './box-mean';
import { guideSize, type MaskGuide } from './mask-guide';

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const SMOOTHING = {
  /** r: the most that history may weigh. */
  strength: 0.9,
  /** Change of luma (0..1, mean of 3×3 cells) that is still noise, and that is surely movement. */
  stillLuma: 6 / 255,
  movedLuma: 24 / 255,
  /** Another scene: mean change over the whole picture, of the mask or of the luma, above which history is forgotten. */
  cutMask: 0.25,
  cutLuma: 0.2,
} as const;

/** How unsure a probability is: 1 at ½, 0 at 0 and 1. */
export function uncertainty(p: number): number {
  const x = (p - 0.5) * (p - 0.5);
  return 1 - Math.min(1, x * (5.68842 + x * (-0.748699 + x * (-57.8051 + x * (291.309 + x * -624.717)))));
}

interface History {
  readonly alpha: Float32Array;
  readonly luma: Float32Array;
  readonly placement: Placement;
}

export class MaskSmoother {
  #history: History | undefined;
  /** The pair of buffers that is not the history: written, then swapped. */
  #spare: Omit<History, 'placement'> | undefined;
  #moved = new Float32Array(0);
  #scratch: readonly [Float32Array, Float32Array] = [this.#moved, this.#moved];

  #wasCut = false;

  /** Forgets what was before: another source, or Portrait switched on again. */
  reset(): void {
    this.#history = undefined;
    this.#wasCut = false;
  }

  /** Whether the last mask was of another scene than the one before it. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /**
   * The alpha of the mask returned is valid until the next call. Not a number counts as nobody.
   * History is forgotten by itself on a scene cut, and where the frame or the mask changes its size; a moved crop is followed.
   * @param guide the picture of this mask, of half its size (rounded up)
   * @throws RangeError where mask and guide do not belong together.
   */
  smooth(mask: Mask, guide: MaskGuide): Mask {
    const { width, height, placement } = mask;
    const expected = guideSize(mask);
    if (guide.width !== expected.width || guide.height !== expected.height || mask.alpha.length !== width * height)
      throw new RangeError(`a guide of ${guide.width}×${guide.height} beside a mask of ${width}×${height}`);
    const next = this.#spareOf(mask.alpha.length, guide.red.length);
    next.alpha.set(mask.alpha);
    for (let i = 0; i < next.alpha.length; i++) if (Number.isNaN(next.alpha[i])) next.alpha[i] = 0;
    lumaOf(guide, next.luma);
    const before = this.#history && follow(this.#history, mask, guide);
    this.#wasCut = before !== undefined && isCut(before, next);
    if (before && !this.#wasCut) {
      this.#findMoved(before.luma, next.luma, guide);
      blend(next.alpha, before.alpha, this.#moved, { width, height, guideWidth: guide.width });
    }
    this.#spare = this.#history;
    this.#history = { ...next, placement };
    return { alpha: next.alpha, width, height, placement };
  }

  #spareOf(pixels: number, cells: number): Omit<History, 'placement'> {
    const spare = this.#spare;
    if (spare?.alpha.length === pixels && spare.luma.length === cells) return spare;
    return { alpha: new Float32Array(pixels), luma: new Float32Array(cells) };
  }

  /** 0 where the picture stood still, 1 where it moved, per guide cell. */
  #findMoved(before: Float32Array, now: Float32Array, { width, height }: MaskGuide): void {
    if (this.#moved.length !== now.length) {
      this.#moved = new Float32Array(now.length);
      this.#scratch = [new Float32Array(now.length), new Float32Array(now.length)];
    }
    const [change, scratch] = this.#scratch;
    for (let i = 0; i < now.length; i++) change[i] = Math.abs((now[i] ?? 0) - (before[i] ?? 0));
    boxMean(change, this.#moved, scratch, { width, height, radius: 1 });
    const { stillLuma, movedLuma } = SMOOTHING;
    for (let i = 0; i < now.length; i++) {
      const t = Math.min(1, Math.max(0, ((this.#moved[i] ?? 0) - stillLuma) / (movedLuma - stillLuma)));
      this.#moved[i] = t * t * (3 - 2 * t);
    }
  }
}

/** ITU-R BT.601. */
export const LUMA = [0.299, 0.587, 0.114] as const;

function lumaOf({ red, green, blue }: MaskGuide, out: Float32Array): void {
  for (let i = 0; i < out.length; i++)
    out[i] = LUMA[0] * (red[i] ?? 0) + LUMA[1] * (green[i] ?? 0) + LUMA[2] * (blue[i] ?? 0);
}

/** History as it lies under the new mask; undefined where it cannot. What the old crop did not show counts as moved. */
function follow(history: History, mask: Mask, guide: MaskGuide): Omit<History, 'placement'> | undefined {
  const [from, to] = [history.placement, mask.placement];
  const sameFrame = from.frame.width === to.frame.width && from.frame.height === to.frame.height;
  if (!sameFrame || history.alpha.length !== mask.alpha.length || history.luma.length !== guide.red.length)
    return undefined;
  if (from.model.width !== to.model.width) return undefined;
  const same =
    from.scaleX === to.scaleX &&
    from.scaleY === to.scaleY &&
    from.offsetX === to.offsetX &&
    from.offsetY === to.offsetY;
  if (same) return history;
  return {
    alpha: shifted(history.alpha, { ...sizeOf(mask), modelPx: 1 }, [from, to]),
    luma: shifted(history.luma, { ...sizeOf(guide), modelPx: 2 }, [from, to]),
  };
}

/** A luma no picture has: its neighbours differ from it by more than any noise. */
const NEVER_SEEN = -1;

/** A plane over the old crop, resampled (bilinear) to the new one. `modelPx`: side of one of its pixels in model pixels. */
function shifted(
  plane: Float32Array,
  { width, height, modelPx }: Size & { readonly modelPx: number },
  [from, to]: readonly [Placement, Placement],
): Float32Array {
  const out = new Float32Array(plane.length).fill(NEVER_SEEN);
  const at = (x: number, y: number): number => plane[y * width + x] ?? 0;
  for (let y = 0; y < height; y++) {
    const v = ((((y + 0.5) * modelPx - to.offsetY) / to.scaleY) * from.scaleY + from.offsetY) / modelPx - 0.5;
    if (v < -0.5 || v > height - 0.5) continue;
    const y0 = Math.min(height - 1, Math.max(0, Math.floor(v)));
    const [y1, down] = [Math.min(height - 1, y0 + 1), Math.min(1, Math.max(0, v - y0))];
    for (let x = 0; x < width; x++) {
      const u = ((((x + 0.5) * modelPx - to.offsetX) / to.scaleX) * from.scaleX + from.offsetX) / modelPx - 0.5;
      if (u < -0.5 || u > width - 0.5) continue;
      const x0 = Math.min(width - 1, Math.max(0, Math.floor(u)));
      const [x1, right] = [Math.min(width - 1, x0 + 1), Math.min(1, Math.max(0, u - x0))];
      const top = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * right;
      const bottom = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * right;
      out[y * width + x] = top + (bottom - top) * down;
    }
  }
  return out;
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function isCut(before: Omit<History, 'placement'>, now: Omit<History, 'placement'>): boolean {
  return (
    meanChange(before.alpha, now.alpha) > SMOOTHING.cutMask || meanChange(before.luma, now.luma) > SMOOTHING.cutLuma
  );
}

/** Mean absolute difference over what both have seen; 0 where that is nothing. */
function meanChange(before: Float32Array, now: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < now.length; i++) {
    const old = before[i] ?? NEVER_SEEN;
    if (old < 0) continue;
    sum += Math.abs((now[i] ?? 0) - old);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

interface BlendSize {
  readonly width: number;
  readonly height: number;
  readonly guideWidth: number;
}

// Inner loop of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */
function blend(
  alpha: Float32Array,
  before: Float32Array,
  moved: Float32Array,
  { width, height, guideWidth }: BlendSize,
): void {
  for (let y = 0, i = 0; y < height; y++) {
    const cells = (y >> 1) * guideWidth;
    for (let x = 0; x < width; x++, i++) {
      const p = alpha[i]!;
      const old = before[i]!;
      if (old < 0) continue;
      alpha[i] = p + (old - p) * uncertainty(p) * SMOOTHING.strength * (1 - moved[cells + (x >> 1)]!);
    }
  }
}
