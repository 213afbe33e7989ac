import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mask } from '../../../models/contract';
import { place } from '../../../models/math/letterbox';
import { cutOutPerson } from '../../../workers/cpu/cut-out';

const imageOf = (width: number, height: number): ImageData =>
  ({
    width,
    height,
    data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i * 37) & 255),
  }) as unknown as ImageData;

/** Bilinear sample at a continuous position, edges clamped: the definition. */
function sample({ alpha, width, height }: Mask, x: number, y: number): number {
  const [cx, cy] = [Math.min(width - 1, Math.max(0, x - 0.5)), Math.min(height - 1, Math.max(0, y - 0.5))];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const at = (px: number, py: number): number =>
    alpha[Math.min(height - 1, py) * width + Math.min(width - 1, px)] ?? NaN;
  const top = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * (cx - x0);
  const bottom = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * (cx - x0);
  return top + (bottom - top) * (cy - y0);
}

it('writes the mask into the alpha channel, at every size and fit, and leaves the colours alone', () => {
  const sides = fc.integer({ min: 1, max: 40 });
  const fits = fc.constantFrom('stretch' as const, 'letterbox' as const);
  fc.assert(
    fc.property(sides, sides, sides, sides, fits, fc.nat(), (width, height, maskWidth, maskHeight, fit, seed) => {
      const size = { width: maskWidth, height: maskHeight };
      const alpha = Float32Array.from(
        { length: maskWidth * maskHeight },
        (_, i) => ((Math.imul(i + 1, seed | 1) >>> 8) & 255) / 255,
      );
      const mask: Mask = { alpha, ...size, placement: place({ width, height }, size, fit) };
      const [frame, before] = [imageOf(width, height), imageOf(width, height)];
      cutOutPerson(frame, mask);
      const { scaleX, scaleY, offsetX, offsetY } = mask.placement;
      frame.data.forEach((value, i) => {
        if (i % 4 < 3) {
          expect(value).toBe(before.data[i]);
          return;
        }
        const [x, y] = [((i >> 2) % width) + 0.5, Math.floor((i >> 2) / width) + 0.5];
        expect(Math.abs(value - sample(mask, x * scaleX + offsetX, y * scaleY + offsetY) * 255)).toBeLessThan(0.51);
      });
    }),
    { numRuns: 60 },
  );
});

it('takes what is not a number for background', () => {
  const placement = place({ width: 4, height: 4 }, { width: 2, height: 2 }, 'stretch');
  const frame = imageOf(4, 4);
  cutOutPerson(frame, { alpha: new Float32Array(4).fill(NaN), width: 2, height: 2, placement });
  expect([...frame.data].filter((_, i) => i % 4 === 3)).toEqual(new Array(16).fill(0));
});

it('refuses a mask made for another frame', () => {
  const placement = place({ width: 4, height: 5 }, { width: 2, height: 2 }, 'stretch');
  const mask: Mask = { alpha: new Float32Array(4), width: 2, height: 2, placement };
  expect(() => cutOutPerson(imageOf(4, 4), mask)).toThrow(RangeError);
});
