import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement, Size } from '../../../../models/contract';
import { place } from '../../../../models/math/letterbox';
import { cutOutPerson } from '../../../../workers/cpu/cut-out';
import { guideSize } from '../../../../workers/cpu/mask-guide';
import { PortraitPixels } from '../../../../workers/cpu/portrait-pixels';
import { feather, SURE, type EdgeModel } from '../../../../workers/cpu/refine-mask';
import { imageOf, randomOf } from './random';

/** Fits with whole regions that are sure, as real ones have. */
function modelOf(input: Size, placement: Placement, seed: number): EdgeModel {
  const size = guideSize(input);
  const random = randomOf(seed);
  const fits = new Float32Array(size.width * size.height * 4);
  const sure = new Uint8Array(size.width * size.height);
  for (let i = 0; i < fits.length; i += 4) {
    const kind = random();
    if (kind < 0.6) {
      fits[i + 3] = kind < 0.3 ? 0 : 1;
      sure[i / 4] = kind < 0.3 ? SURE.background : SURE.person;
    } else for (let c = 0; c < 4; c++) fits[i + c] = random() * 2 - 0.7;
  }
  return { ...size, fits, sure, placement };
}

/** Mean colour about a pixel, 1-2-1 each way; beyond the rim, the rim. */
function calmAt({ data, width, height }: ImageData, x: number, y: number): number[] {
  const sum = [0, 0, 0];
  for (const [dx, dy] of [-1, 0, 1].flatMap((v) => [-1, 0, 1].map((u) => [u, v] as const))) {
    const [u, v] = [Math.min(width - 1, Math.max(0, x + dx)), Math.min(height - 1, Math.max(0, y + dy))];
    const weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy));
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (weight * (data[(v * width + u) * 4 + c] ?? 0)) / 16;
  }
  return sum;
}

/** The definition: the four fits around the pixel, bilinear, asked about a colour. */
function expected(
  { fits, width, height, placement: p }: EdgeModel,
  size: Size,
  x: number,
  y: number,
  rgb: number[],
): number | undefined {
  const modelX = ((x + 0.5) * p.frame.width * p.scaleX) / size.width + p.offsetX;
  const modelY = ((y + 0.5) * p.frame.height * p.scaleY) / size.height + p.offsetY;
  // A pixel centre on the very rim falls to either side by rounding.
  const onRim = (position: number, end: number): boolean =>
    Math.abs(position) < 1e-9 || Math.abs(position - end) < 1e-9;
  if (onRim(modelX, width * 2) || onRim(modelY, height * 2)) return undefined;
  if (modelX < 0 || modelY < 0 || modelX > width * 2 || modelY > height * 2) return 0;
  const [u, v] = [
    Math.min(width - 1, Math.max(0, modelX / 2 - 0.5)),
    Math.min(height - 1, Math.max(0, modelY / 2 - 0.5)),
  ];
  let value = 0;
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const [cx, cy] = [Math.min(width - 1, Math.floor(u) + dx), Math.min(height - 1, Math.floor(v) + dy)];
    const weight = (dx ? u % 1 : 1 - (u % 1)) * (dy ? v % 1 : 1 - (v % 1));
    const [a = 0, b = 0, c = 0, d = 0] = fits.subarray((cy * width + cx) * 4);
    value += weight * ((a * (rgb[0] ?? 0) + b * (rgb[1] ?? 0) + c * (rgb[2] ?? 0)) / 255 + d);
  }
  return feather(value);
}

const side = fc.integer({ min: 1, max: 40 });
const cropOf = (frame: Size, model: Size): Placement => ({
  frame,
  model,
  scaleX: (1.6 * model.width) / frame.width,
  scaleY: (1.4 * model.height) / frame.height,
  offsetX: -0.3 * model.width,
  offsetY: -0.1 * model.height,
});

describe('cutOutPerson', () => {
  it.each(['clear', 'grey'] as const)('gives every pixel what its fits say, at every size and crop (%s)', (rest) => {
    fc.assert(
      fc.property(side, side, side, side, fc.boolean(), fc.integer(), (width, height, w, h, crop, seed) => {
        const [frame, input] = [
          { width, height },
          { width: w, height: h },
        ];
        const placement = crop ? cropOf(frame, input) : place(frame, input, 'stretch');
        const model = modelOf(input, placement, seed);
        const [image, before] = [0, 0].map(() => imageOf(width, height, (i) => (i * 37 + seed) & 255));
        if (!image || !before) throw new Error('no picture');
        cutOutPerson(image, model, rest);
        let worst = 0;
        for (let i = 0; i < width * height; i++) {
          const [r = 0, g = 0, b = 0] = before.data.subarray(i * 4);
          const got = image.data.subarray(i * 4, i * 4 + 4);
          const alpha = expected(
            model,
            frame,
            i % width,
            Math.floor(i / width),
            calmAt(before, i % width, Math.floor(i / width)),
          );
          if (alpha === undefined) continue;
          const grey = 0.299 * r + 0.587 * g + 0.114 * b;
          // What is wiped is gone altogether; else the colours are the frame's.
          const kept = got[3] ? [r, g, b] : [...got.subarray(0, 3)];
          const wanted =
            rest === 'clear' ? [...kept, alpha * 255] : [r, g, b].map((c) => grey + (c - grey) * alpha).concat(255);
          wanted.forEach((value, c) => (worst = Math.max(worst, Math.abs((got[c] ?? NaN) - value))));
        }
        expect(worst).toBeLessThan(1.01);
      }),
      { numRuns: 50 },
    );
  });

  it('takes what is not a number for background', () => {
    const size = { width: 4, height: 4 };
    const model: EdgeModel = {
      width: 2,
      height: 2,
      fits: new Float32Array(16).fill(NaN),
      sure: new Uint8Array(4),
      placement: place(size, size, 'stretch'),
    };
    const image = imageOf(4, 4, () => 90);
    cutOutPerson(image, model);
    expect([...image.data].filter((_, i) => i % 4 === 3)).toEqual(new Array(16).fill(0));
  });

  it('serves the frame at another resolution, and refuses one of another shape', () => {
    const frame = { width: 40, height: 30 };
    const model = modelOf({ width: 16, height: 16 }, place(frame, { width: 16, height: 16 }, 'stretch'), 3);
    expect(() =>
      cutOutPerson(
        imageOf(20, 15, () => 9),
        model,
      ),
    ).not.toThrow();
    expect(() =>
      cutOutPerson(
        imageOf(30, 40, () => 9),
        model,
      ),
    ).toThrow(RangeError);
  });
});

it('tells the alpha of a small picture as of a large one', () => {
  const frame = { width: 12, height: 9 };
  const model = modelOf({ width: 10, height: 10 }, cropOf(frame, { width: 10, height: 10 }), 8);
  const pixels = new PortraitPixels(frame, frame, model);
  for (let i = 0; i < 108; i++) pixels.cells.set([0.2, 0.5, 0.9, 0], i * 4);
  pixels.ask(model);
  pixels
    .people()
    .forEach((alpha, i) =>
      expect(
        Math.abs(alpha - (expected(model, frame, i % 12, Math.floor(i / 12), [51, 127.5, 229.5]) ?? alpha)),
      ).toBeLessThan(1e-4),
    );
});
