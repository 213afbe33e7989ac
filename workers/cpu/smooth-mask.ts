/**
 * A still person has a still edge: each mask leans on the one before it, where it is unsure itself and the picture did not move.
 *
 *     p' = p + (p_prev − p) · u(p) · r · (1 − moved)
 *
 * u is H(p)², H the binary entropy in bits, as a polynomial (the one of MediaPipe's segmentation smoothing calculator, within
 * 0.002): only unsure pixels lag. `moved` grows with the change of the picture's luma, so that nothing trails behind a moving arm.
 */
import type { Mask, Placement, Size } from '../../models/contract';
import { workbench, type Workbench } from './kernels/workbench';
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

/** How unsure a probability is: 1 at ½, 0 at 0 and 1. The kernel `leanOn` computes this; here is what it must agree with. */
export function uncertainty(p: number): number {
  const x = (p - 0.5) * (p - 0.5);
  return 1 - Math.min(1, x * (5.68842 + x * (-0.748699 + x * (-57.8051 + x * (291.309 + x * -624.717)))));
}

interface History {
  readonly alpha: Float32Array;
  readonly luma: Float32Array;
  readonly placement: Placement;
}

/** Where the next mask lies, and its size. */
export type MaskPlace = Pick<Mask, 'width' | 'height' | 'placement'>;

/** What is known of the next mask before it is there. */
interface Seen {
  readonly place: MaskPlace;
  readonly luma: Float32Array;
  /** The bench holds history as it lies under the next mask. */
  readonly leans: boolean;
  /** The picture alone says that the scene is another. */
  readonly isCut: boolean;
}

export class MaskSmoother {
  #history: History | undefined;
  /** Before the history: `takeBack` returns to it, `see` writes over it. */
  #former: History | undefined;
  #seen: Seen | undefined;
  #bench: SmoothBench | undefined;
  #wasCut = false;

  /** Forgets what was before: another source, or Portrait switched on again. */
  reset(): void {
    this.#history = undefined;
    this.#seen = undefined;
    this.#wasCut = false;
  }

  /** Whether the last mask was of another scene than the one before it. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /**
   * Does of the next `lean` what needs no mask.
   * History is forgotten by itself where the frame or the mask changes its size; a moved crop is followed.
   * @param guide the picture of the mask, of half its size (rounded up)
   * @throws RangeError where mask and guide do not belong together.
   */
  see(guide: MaskGuide, { width, height, placement }: MaskPlace): void {
    const place = { width, height, placement };
    const expected = guideSize(place);
    if (guide.width !== expected.width || guide.height !== expected.height)
      throw new RangeError(`a guide of ${guide.width}×${guide.height} beside a mask of ${width}×${height}`);
    const { luma } = this.#spareOf(width * height, guide.red.length);
    lumaOf(guide, luma);
    const bench = this.#benchFor(place, guide);
    const before = this.#history && follow(this.#history, place, guide);
    const isCut = before !== undefined && !bench.expect(before, luma);
    this.#seen = { place, luma, leans: before !== undefined, isCut };
  }

  /**
   * Steadies the mask of what was seen last. The alpha of the mask returned is valid until the next call. Not a number counts as
   * nobody. History is forgotten by itself on a scene cut.
   * @throws RangeError where this is no mask of what was seen.
   */
  lean({ alpha, width, height, placement }: Mask): Mask {
    const seen = this.#seen;
    const place = seen?.place;
    if (!seen || place?.placement !== placement || place.width !== width || alpha.length !== width * place.height)
      throw new RangeError(`a mask of ${width}×${height} (${alpha.length} values) that nothing was seen of`);
    this.#seen = undefined;
    const next = { alpha: this.#spareOf(alpha.length, seen.luma.length).alpha, luma: seen.luma };
    const bench = this.#benchFor(place, guideSize(place));
    const likeBefore = bench.lean(alpha, next.alpha, seen.leans && !seen.isCut);
    this.#wasCut = seen.isCut || !likeBefore;
    this.#former = this.#history;
    this.#history = { ...next, placement };
    return { alpha: next.alpha, width, height, placement };
  }

  /** `see` and `lean`. */
  smooth(mask: Mask, guide: MaskGuide): Mask {
    this.see(guide, mask);
    return this.lean(mask);
  }

  /** As if the last mask had not been made: the next one leans on what this one did. To be called before anything else is seen. */
  takeBack(): void {
    [this.#history, this.#former] = [this.#former, this.#history];
  }

  #spareOf(pixels: number, cells: number): Omit<History, 'placement'> {
    const spare = this.#former;
    if (spare?.alpha.length === pixels && spare.luma.length === cells) return spare;
    return { alpha: new Float32Array(pixels), luma: new Float32Array(cells) };
  }

  #benchFor(size: Size, guide: Size): SmoothBench {
    if (!this.#bench?.fits(size, guide)) this.#bench = new SmoothBench(size, guide);
    return this.#bench;
  }
}

/** Rows of the mask end with a whole number of SIMD registers. */
const LANES = 4;

const layoutFor = (size: Size, guide: Size, stride: number) =>
  ({
    now: ['floats', stride * size.height],
    before: ['floats', stride * size.height],
    luma: ['floats', Math.ceil((guide.width * guide.height) / LANES) * LANES],
    lumaBefore: ['floats', Math.ceil((guide.width * guide.height) / LANES) * LANES],
    change: ['floats', guide.width * guide.height],
    moved: ['floats', (stride / 2) * guide.height],
  }) as const;

/** Where the kernels smooth masks of one size. */
class SmoothBench {
  readonly #size: Size;
  readonly #guide: Size;
  readonly #stride: number;
  readonly #bench: Workbench<ReturnType<typeof layoutFor>>;

  constructor({ width, height }: Size, guide: Size) {
    this.#size = { width, height };
    this.#guide = { width: guide.width, height: guide.height };
    this.#stride = Math.ceil(width / LANES) * LANES;
    this.#bench = workbench(layoutFor(this.#size, this.#guide, this.#stride));
  }

  fits(size: Size, guide: Size): boolean {
    const same = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
    return same(size, this.#size) && same(guide, this.#guide);
  }

  /** Takes what the next mask will lean on, and sees where the picture moved. @returns false where it is of another scene. */
  expect(before: Omit<History, 'placement'>, next: Float32Array): boolean {
    const { kernels, before: alpha, luma, lumaBefore, change, moved } = this.#bench;
    const { width, height } = this.#guide;
    const { cutLuma, stillLuma, movedLuma } = SMOOTHING;
    this.#copy(before.alpha, alpha, 'in');
    lumaBefore.set(before.luma);
    luma.set(next);
    if (this.#changeOf(luma, lumaBefore, next.length) > cutLuma) return false;
    const [from, to, stride] = [change.byteOffset, moved.byteOffset, this.#stride / 2];
    kernels.movement(luma.byteOffset, lumaBefore.byteOffset, from, to, width, height, stride, stillLuma, movedLuma);
    return true;
  }

  /**
   * Leans the mask on what was expected.
   * @param out what it comes to
   * @param leans else it is handed on as it is, but for what is not a number
   * @returns false where it shows another scene: then it is not leant either.
   */
  lean(alpha: Float32Array, out: Float32Array, leans: boolean): boolean {
    const { kernels, now, before, moved } = this.#bench;
    this.#copy(alpha, now, 'in');
    kernels.onlyNumbers(now.byteOffset, now.length);
    const isLike = !leans || this.#changeOf(now, before, alpha.length) <= SMOOTHING.cutMask;
    if (leans && isLike) {
      const [at, old, movement] = [now, before, moved].map(({ byteOffset }) => byteOffset) as [number, number, number];
      kernels.leanOn(at, old, movement, this.#stride, this.#size.height, SMOOTHING.strength);
    }
    this.#copy(out, now, 'out');
    return isLike;
  }

  #changeOf(now: Float32Array, before: Float32Array, real: number): number {
    return this.#bench.kernels.meanChange(now.byteOffset, before.byteOffset, now.length, real);
  }

  #copy(plain: Float32Array, padded: Float32Array, way: 'in' | 'out'): void {
    const { width, height } = this.#size;
    const stride = this.#stride;
    for (let y = 0; y < (stride === width ? 1 : height); y++) {
      const count = stride === width ? plain.length : width;
      if (way === 'in') padded.set(plain.subarray(y * width, y * width + count), y * stride);
      else plain.set(padded.subarray(y * stride, y * stride + count), y * width);
    }
  }
}

/** ITU-R BT.601. */
export const LUMA = [0.299, 0.587, 0.114] as const;

// Inner loops of the frame path; the indices stay inside by construction.
/* eslint-disable @typescript-eslint/no-non-null-assertion */
function lumaOf({ red, green, blue }: MaskGuide, out: Float32Array): void {
  const { length } = out;
  for (let i = 0; i < length; i++) out[i] = LUMA[0] * red[i]! + LUMA[1] * green[i]! + LUMA[2] * blue[i]!;
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

/** History as it lies under the new mask; undefined where it cannot. What the old crop did not show counts as moved. */
function follow(history: History, mask: MaskPlace, guide: MaskGuide): Omit<History, 'placement'> | undefined {
  const [from, to] = [history.placement, mask.placement];
  const sameFrame = from.frame.width === to.frame.width && from.frame.height === to.frame.height;
  if (!sameFrame || history.alpha.length !== mask.width * mask.height || history.luma.length !== guide.red.length)
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
