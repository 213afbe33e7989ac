import fc from 'fast-check';
import { expect, it } from 'vitest';
import { place } from '../../../models/math/letterbox';
import { compositePortrait, type SmallPicture } from '../../../workers/cpu/composite';
import type { Mask } from '../../../models/contract';

const imageOf = (width: number, height: number, data: Uint8ClampedArray): ImageData =>
  ({ width, height, data }) as ImageData;
const bytes = (count: number, seed: number): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 24);

/** Bilinear sample at a continuous position, edges clamped: the definition. */
function sample(
  at: (x: number, y: number) => number,
  size: { width: number; height: number },
  x: number,
  y: number,
): number {
  const [cx, cy] = [Math.min(size.width - 1, Math.max(0, x - 0.5)), Math.min(size.height - 1, Math.max(0, y - 0.5))];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(size.width - 1, x0 + 1), Math.min(size.height - 1, y0 + 1)];
  const top = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * (cx - x0);
  const bottom = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * (cx - x0);
  return top + (bottom - top) * (cy - y0);
}

it('agrees with the definition at every size and fit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom('stretch' as const, 'letterbox' as const),
      fc.nat(),
      (width, height, side, blurSide, fit, seed) => {
        const model = { width: side, height: Math.max(1, side - 1) };
        const placement = place({ width, height }, model, fit);
        const alpha = Float32Array.from(bytes(model.width * model.height, seed + 1), (v) =>
          Math.min(1, Math.max(0, v / 200 - 0.1)),
        );
        const mask: Mask = { alpha, ...model, placement };
        const small: SmallPicture = {
          width: blurSide,
          height: blurSide,
          data: bytes(blurSide * blurSide * 4, seed + 2),
        };
        const before = bytes(width * height * 4, seed);
        const frame = imageOf(width, height, before.slice());
        compositePortrait(frame, small, mask);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const [mx, my] = [
              (x + 0.5) * placement.scaleX + placement.offsetX,
              (y + 0.5) * placement.scaleY + placement.offsetY,
            ];
            const a = sample((px, py) => alpha[py * model.width + px] ?? NaN, model, mx, my);
            for (let c = 0; c < 3; c++) {
              const [bx, by] = [((x + 0.5) * blurSide) / width, ((y + 0.5) * blurSide) / height];
              const blurred = sample((px, py) => small.data[(py * blurSide + px) * 4 + c] ?? NaN, small, bx, by);
              const i = (y * width + x) * 4 + c;
              const wanted = blurred + ((before[i] ?? NaN) - blurred) * a;
              expect(Math.abs((frame.data[i] ?? NaN) - wanted)).toBeLessThan(1.01);
            }
            expect(frame.data[(y * width + x) * 4 + 3]).toBe(255);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('shows nothing sharp where the mask is NaN', () => {
  const placement = place({ width: 4, height: 4 }, { width: 2, height: 2 }, 'stretch');
  const frame = imageOf(4, 4, new Uint8ClampedArray(64).fill(255));
  compositePortrait(
    frame,
    { width: 1, height: 1, data: Uint8ClampedArray.of(9, 9, 9, 255) },
    { alpha: new Float32Array(4).fill(NaN), width: 2, height: 2, placement },
  );
  expect([...frame.data].filter((_, i) => i % 4 < 3).every((v) => v === 9)).toBe(true);
});

it('refuses a mask of another frame', () => {
  const placement = place({ width: 4, height: 5 }, { width: 2, height: 2 }, 'stretch');
  const mask: Mask = { alpha: new Float32Array(4), width: 2, height: 2, placement };
  expect(() =>
    compositePortrait(
      imageOf(4, 4, new Uint8ClampedArray(64)),
      { width: 1, height: 1, data: new Uint8ClampedArray(4) },
      mask,
    ),
  ).toThrow(RangeError);
});
