import { describe, expect, it } from 'vitest';
import { MODELS } from '../../../../models/registry';
import { place } from '../../../../models/math/letterbox';
import { fillGuide, halveMask, newGuide } from '../../../../workers/cpu/mask-guide';
import { preprocessRgba } from '../../../../workers/cpu/preprocess';

describe('fillGuide', () => {
  it.each(['unet-portrait', 'unet-portrait-wide', 'selfie'] as const)('gives back the colours %s was shown', (id) => {
    const { input } = MODELS[id].spec;
    const frame = { width: 8, height: 8 };
    const pixels = Uint8Array.from({ length: 256 }, (_, i) => [200, 100, 50, 255][i % 4] ?? 0);
    const values = new Float32Array(3 * input.width * input.height);
    preprocessRgba(pixels, frame, input, place(frame, input, 'stretch'), values);
    const guide = newGuide(input);
    fillGuide(guide, values, input);
    const middle = Math.floor(guide.red.length / 2);
    expect(guide.red[middle]).toBeCloseTo(200 / 255, 5);
    expect(guide.green[middle]).toBeCloseTo(100 / 255, 5);
    expect(guide.blue[middle]).toBeCloseTo(50 / 255, 5);
  });

  it('refuses an input of another size', () => {
    const { input } = MODELS['unet-portrait'].spec;
    expect(() => fillGuide(newGuide(input), new Float32Array(5), input)).toThrow(RangeError);
    expect(() => fillGuide(newGuide({ width: 2, height: 2 }), new Float32Array(3 * 256 * 256), input)).toThrow(
      RangeError,
    );
  });
});

it('halves by means of four, the last line of an odd side counting twice', () => {
  const out = new Float32Array(4);
  halveMask(Float32Array.from([0, 1, 0.5, 1, 0, 0.5, 0.2, 0.4, 0.6]), { width: 3, height: 3 }, out);
  [0.5, 0.5, 0.3, 0.6].forEach((value, i) => expect(out[i]).toBeCloseTo(value, 6));
});
