import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FitMode, InputSpec, Size } from '../../../models/contract';
import { place } from '../../../models/math/letterbox';
import { yuvMatrix, type RgbaPicture, type YuvPicture } from '../../../workers/cpu/pixel-picture';
import { Preprocessor, preprocessRgba } from '../../../workers/cpu/preprocess';
import type { Pose } from '../../../workers/cpu/sample-grid';

const input = (over: Partial<InputSpec> = {}): InputSpec => ({
  name: 'image',
  width: 12,
  height: 8,
  layout: 'nchw',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [255, 255, 255],
  fit: 'letterbox',
  pad: 114,
  ...over,
});

type Rgb = [number, number, number];

/** Bilinear sample of an upright RGBA picture at continuous coordinates, edges clamped: the definition, with no tables. */
function sample(pixels: Uint8Array, { width, height }: Size, x: number, y: number): Rgb {
  const cx = Math.min(width - 1, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1, Math.max(0, y - 0.5));
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const at = (px: number, py: number, c: number): number => pixels[(py * width + px) * 4 + c] ?? NaN;
  const mix = (c: number): number =>
    (at(x0, y0, c) * (1 - (cx - x0)) + at(x1, y0, c) * (cx - x0)) * (1 - (cy - y0)) +
    (at(x0, y1, c) * (1 - (cx - x0)) + at(x1, y1, c) * (cx - x0)) * (cy - y0);
  return [mix(0), mix(1), mix(2)];
}

function expected(pixels: Uint8Array, frame: Size, spec: InputSpec): Float32Array {
  const placement = place(frame, spec, spec.fit);
  const out = new Float32Array(3 * spec.width * spec.height);
  for (let y = 0; y < spec.height; y++) {
    for (let x = 0; x < spec.width; x++) {
      const fx = (x + 0.5 - placement.offsetX) / placement.scaleX;
      const fy = (y + 0.5 - placement.offsetY) / placement.scaleY;
      const inside = fx >= 0 && fy >= 0 && fx <= frame.width && fy <= frame.height;
      const rgb = inside ? sample(pixels, frame, fx, fy) : ([spec.pad, spec.pad, spec.pad] as Rgb);
      for (let c = 0; c < 3; c++) {
        const value = rgb[spec.channelOrder === 'rgb' ? c : 2 - c] ?? NaN;
        const i = y * spec.width + x;
        out[spec.layout === 'nchw' ? c * spec.width * spec.height + i : i * 3 + c] =
          (value - (spec.mean[c] ?? 0)) / (spec.std[c] ?? 1);
      }
    }
  }
  return out;
}

const close = (actual: Float32Array, wanted: Float32Array, tolerance: number): void => {
  expect(actual.length).toBe(wanted.length);
  let worst = 0;
  actual.forEach(
    (value, i) =>
      (worst = Math.max(worst, Math.abs(value - (wanted[i] ?? NaN)) || (Number.isNaN(value) ? Infinity : 0))),
  );
  expect(worst).toBeLessThan(tolerance);
};

const pixelsOf = (size: Size, seed: number): Uint8Array =>
  Uint8Array.from(
    { length: size.width * size.height * 4 },
    (_, i) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed, 40503)) >>> 24,
  );

describe('preprocessRgba', () => {
  it('agrees with the definition at every size, fit, layout and channel order', () => {
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) }),
        fc.constantFrom<FitMode>('letterbox', 'letterbox-top-left', 'stretch', 'cover'),
        fc.constantFrom('nchw' as const, 'nhwc' as const),
        fc.constantFrom('rgb' as const, 'bgr' as const),
        fc.nat(),
        (frame, model, fit, layout, channelOrder, seed) => {
          const spec = input({ ...model, fit, layout, channelOrder, mean: [103, 116, 123], std: [57, 58, 59] });
          const pixels = pixelsOf(frame, seed);
          const out = new Float32Array(3 * spec.width * spec.height).fill(NaN);
          preprocessRgba(pixels, frame, spec, place(frame, spec, fit), out);
          close(out, expected(pixels, frame, spec), 1e-4);
        },
      ),
    );
  });

  it('refuses buffers of the wrong length', () => {
    const spec = input();
    const placement = place({ width: 2, height: 2 }, spec, 'letterbox');
    expect(() =>
      preprocessRgba(new Uint8Array(15), { width: 2, height: 2 }, spec, placement, new Float32Array(288)),
    ).toThrow(RangeError);
    expect(() =>
      preprocessRgba(new Uint8Array(16), { width: 2, height: 2 }, spec, placement, new Float32Array(287)),
    ).toThrow(RangeError);
  });
});

/** Stores an upright picture the way a camera in this pose would: the inverse of what the pose undoes. */
function store(upright: Uint8Array, size: Size, { turn, flip }: Pose): { data: Uint8Array; size: Size } {
  const side = turn % 180 !== 0;
  const stored: Size = side ? { width: size.height, height: size.width } : size;
  const data = new Uint8Array(upright.length);
  for (let y = 0; y < size.height; y++) {
    for (let ux = 0; ux < size.width; ux++) {
      const x = flip ? size.width - 1 - ux : ux;
      const [sx, sy] =
        turn === 0
          ? [x, y]
          : turn === 90
            ? [y, stored.height - 1 - x]
            : turn === 180
              ? [stored.width - 1 - x, stored.height - 1 - y]
              : [stored.width - 1 - y, x];
      for (let c = 0; c < 4; c++) data[(sy * stored.width + sx) * 4 + c] = upright[(y * size.width + ux) * 4 + c] ?? 0;
    }
  }
  return { data, size: stored };
}

describe('Preprocessor', () => {
  it('stands a picture upright from every pose', () => {
    const frame = { width: 9, height: 5 };
    const upright = pixelsOf(frame, 7);
    const spec = input();
    const placement = place(frame, spec, spec.fit);
    const wanted = expected(upright, frame, spec);
    for (const turn of [0, 90, 180, 270] as const) {
      for (const flip of [false, true]) {
        const pose = { turn, flip };
        const stored = store(upright, frame, pose);
        const strides = { pixel: 4, row: stored.size.width * 4, chromaPixel: 0, chromaRow: 0 };
        const picture: RgbaPicture = { kind: 'rgba', pose, strides, red: 0, green: 1, blue: 2, ...stored };
        const out = new Float32Array(wanted.length);
        new Preprocessor(spec).fill(picture, placement, out);
        close(out, wanted, 1e-4);
      }
    }
  });

  it('fills the padding again for another buffer and another geometry', () => {
    const spec = input();
    const preprocessor = new Preprocessor(spec);
    const run = (frame: Size, out: Float32Array): void => {
      const strides = { pixel: 4, row: frame.width * 4, chromaPixel: 0, chromaRow: 0 };
      const data = pixelsOf(frame, 3);
      preprocessor.fill(
        { kind: 'rgba', size: frame, pose: { turn: 0, flip: false }, data, strides, red: 0, green: 1, blue: 2 },
        place(frame, spec, spec.fit),
        out,
      );
      close(out, expected(data, frame, spec), 1e-4);
    };
    const out = new Float32Array(288);
    run({ width: 4, height: 4 }, out);
    run({ width: 8, height: 2 }, out);
    run({ width: 8, height: 2 }, new Float32Array(288));
  });

  it('converts YUV by the ITU matrices, limited and full range', () => {
    // Mid-grey, and the primaries of BT.601 limited range as tabulated in the recommendation (8 bit).
    const cases: [Rgb, Rgb][] = [
      [
        [126, 128, 128],
        [128.1, 128.1, 128.1],
      ],
      [
        [81, 90, 240],
        [254, 0, 0],
      ],
      [
        [145, 54, 34],
        [0, 255, 1],
      ],
      [
        [41, 240, 110],
        [0, 0, 255],
      ],
      [
        [235, 128, 128],
        [255, 255, 255],
      ],
    ];
    const spec = input({ width: 2, height: 2, std: [1, 1, 1], fit: 'stretch' });
    for (const [[y, u, v], rgb] of cases) {
      const data = Uint8Array.of(y, y, y, y, u, v);
      const strides = { pixel: 1, row: 2, chromaPixel: 1, chromaRow: 1 };
      const matrix = yuvMatrix('smpte170m', false, 480);
      const picture: YuvPicture = {
        kind: 'yuv',
        size: { width: 2, height: 2 },
        pose: { turn: 0, flip: false },
        data,
        strides,
        luma: 0,
        u: 4,
        v: 5,
        matrix,
      };
      const out = new Float32Array(12);
      new Preprocessor(spec).fill(picture, place(picture.size, spec, 'stretch'), out);
      rgb.forEach((value, c) => expect(Math.abs((out[c * 4] ?? NaN) - value)).toBeLessThan(1.6));
    }
    expect(yuvMatrix('bt709', true, 480)).toMatchObject({ black: 0, y: 1 });
    expect(yuvMatrix(null, false, 1080)).toEqual(yuvMatrix('bt709', false, 1080));
  });
});
