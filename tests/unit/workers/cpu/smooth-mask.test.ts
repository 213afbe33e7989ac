import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement, Size } from '../../../../models/contract';
import { place } from '../../../../models/math/letterbox';
import type { MaskGuide } from '../../../../workers/cpu/mask-guide';
import { guideSize } from '../../../../workers/cpu/mask-guide';
import { MaskSmoother, SMOOTHING, uncertainty } from '../../../../workers/cpu/smooth-mask';
import { maskOf, randomGuide, randomPlane } from './random';

const SIZE: Size = { width: 16, height: 12 };
const flat = (value: number, size = SIZE): Float32Array => new Float32Array(size.width * size.height).fill(value);
function grey(value: number, size = SIZE): MaskGuide {
  const cells = guideSize(size);
  const plane = new Float32Array(cells.width * cells.height).fill(value);
  return { ...cells, red: plane, green: plane, blue: plane };
}

describe('uncertainty', () => {
  it('is 1 at a half, 0 at the ends, symmetric, and the square of the binary entropy', () => {
    expect(uncertainty(0.5)).toBe(1);
    expect(uncertainty(0)).toBeCloseTo(0, 3);
    for (let p = 0.01; p < 1; p += 0.01) {
      const entropy = -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
      expect(Math.abs(uncertainty(p) - entropy ** 2)).toBeLessThan(0.002);
      expect(uncertainty(p)).toBeCloseTo(uncertainty(1 - p), 9);
    }
  });
});

describe('MaskSmoother', () => {
  it('hands the first mask on, what is not a number as nobody', () => {
    const alpha = flat(0.4);
    alpha[3] = NaN;
    const out = new MaskSmoother().smooth(maskOf(alpha, SIZE), grey(0.5));
    expect(out.alpha[0]).toBeCloseTo(0.4, 6);
    expect(out.alpha[3]).toBe(0);
  });

  it('holds what is unsure to what it was, and lets what is sure change at once', () => {
    const smoother = new MaskSmoother();
    smoother.smooth(maskOf(flat(0.5), SIZE), grey(0.5));
    const next = flat(0.6);
    next[0] = 1;
    const out = smoother.smooth(maskOf(next, SIZE), grey(0.5)).alpha;
    expect(out[0]).toBeCloseTo(1, 3);
    expect(out[1]).toBeCloseTo(0.6 - 0.1 * uncertainty(0.6) * SMOOTHING.strength, 5);
  });

  it('trails nothing where the picture moved', () => {
    const smoother = new MaskSmoother();
    smoother.smooth(maskOf(flat(0.5), SIZE), grey(0.5));
    const moved = grey(0.5);
    moved.red.fill(0.75, 0, 8 * 3); // One plane serves as all three; the upper half of the picture gets lighter.
    const out = smoother.smooth(maskOf(flat(0.6), SIZE), moved).alpha;
    expect(out[0]).toBeCloseTo(0.6, 5);
    expect(out[16 * 11]).toBeLessThan(0.53);
  });

  it('stays between the new mask and the old one', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const smoother = new MaskSmoother();
        const [a, b] = [randomPlane(192, seed), randomPlane(192, seed + 1)];
        const first = smoother.smooth(maskOf(a, SIZE), randomGuide(SIZE, seed)).alpha.slice();
        const out = smoother.smooth(maskOf(b, SIZE), randomGuide(SIZE, seed)).alpha;
        const outside = out.filter((value, i) => {
          const [low, high] = [Math.min(first[i] ?? 0, b[i] ?? 0), Math.max(first[i] ?? 0, b[i] ?? 0)];
          return !(value >= low - 1e-6 && value <= high + 1e-6);
        });
        expect(outside.length).toBe(0);
      }),
    );
  });

  it.each<[string, (smoother: MaskSmoother) => void]>([
    ['another source', (smoother) => smoother.reset()],
    [
      'another frame size',
      (smoother) =>
        void smoother.smooth(maskOf(flat(0.5), SIZE, place({ width: 9, height: 9 }, SIZE, 'stretch')), grey(0.5)),
    ],
    ['a scene cut', (smoother) => void smoother.smooth(maskOf(flat(0.5), SIZE), grey(0.95))],
    ['a mask that is quite another', (smoother) => void smoother.smooth(maskOf(flat(0), SIZE), grey(0.5))],
  ])('forgets history on %s', (_, happen) => {
    const smoother = new MaskSmoother();
    smoother.smooth(maskOf(flat(0.5), SIZE), grey(0.5));
    happen(smoother);
    expect(smoother.smooth(maskOf(flat(0.6), SIZE), grey(0.5)).alpha[5]).toBeCloseTo(0.6, 5);
  });

  it('follows a moved crop: what was seen keeps its history, what was not has none', () => {
    const smoother = new MaskSmoother();
    const frame = { width: 32, height: 24 };
    const crop = (x: number): Placement => ({ frame, model: SIZE, scaleX: 1, scaleY: 1, offsetX: -x, offsetY: 0 });
    const before = flat(0.5);
    for (let y = 0; y < 12; y++) before[y * 16 + 10] = 0.4;
    smoother.smooth(maskOf(before, SIZE, crop(0)), grey(0.5));
    const out = smoother.smooth(maskOf(flat(0.6), SIZE, crop(8)), grey(0.5)).alpha;
    const row = 5 * 16;
    // Frame column 10 was mask column 10 and is now 2.
    expect(out[row + 2]).toBeCloseTo(0.6 - 0.2 * uncertainty(0.6) * SMOOTHING.strength, 4);
    expect(out[row + 4]).toBeCloseTo(0.6 - 0.1 * uncertainty(0.6) * SMOOTHING.strength, 4);
    expect(out[row + 14]).toBeCloseTo(0.6, 4);
  });

  it('leans on what was before a mask that was taken back, and not on that', () => {
    const smoother = new MaskSmoother();
    const kept = flat(0.5);
    const next = flat(0.6);
    smoother.smooth(maskOf(kept, SIZE), grey(0.5));
    smoother.smooth(maskOf(flat(0.9), SIZE), grey(0.9));
    expect(smoother.wasCut).toBe(true);
    smoother.takeBack();
    const out = smoother.smooth(maskOf(next, SIZE), grey(0.5)).alpha;
    expect(smoother.wasCut).toBe(false);
    expect(out[1]).toBeCloseTo(0.6 - 0.1 * uncertainty(0.6) * SMOOTHING.strength, 5);
  });

  it('answers only to what it saw last', () => {
    const smoother = new MaskSmoother();
    const [first, second] = [maskOf(flat(0.5), SIZE), maskOf(flat(0.5), SIZE)];
    expect(() => smoother.lean(first)).toThrow(RangeError);
    smoother.see(grey(0.5), { ...SIZE, placement: place({ width: 9, height: 9 }, SIZE, 'stretch') });
    expect(() => smoother.lean(second)).toThrow(RangeError);
    smoother.see(grey(0.5), second);
    expect(smoother.lean(second).alpha[0]).toBeCloseTo(0.5, 6);
  });

  it('refuses a guide of another size', () => {
    expect(() => new MaskSmoother().smooth(maskOf(flat(0.5), SIZE), grey(0.5, { width: 8, height: 8 }))).toThrow(
      RangeError,
    );
  });
});
