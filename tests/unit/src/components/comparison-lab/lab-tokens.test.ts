/** Contenders can be told apart in both themes: by colour, and without it. */
import { describe, expect, it } from 'vitest';
import {
  colourNameOf,
  CONTENDER_COLOURS,
  dashOf,
  letterOf,
  shapeOf,
} from '../../../../../src/components/comparison-lab/lab-tokens';
import { tokens } from '../../../../../src/styles/tokens';

type Rgb = readonly [number, number, number];

function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function contrast(a: string, b: string): number {
  const light = ([red, green, blue]: Rgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  const [one, other] = [light(linear(a)), light(linear(b))];
  return Math.max(one, other) / Math.min(one, other);
}

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function oklab(hex: string): Rgb {
  const [r, g, b] = linear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function apart(a: string, b: string): number {
  const [one, other] = [oklab(a), oklab(b)];
  return Math.hypot(...one.map((value, i) => value - (other[i] ?? 0)));
}

/** Surfaces of the light and of the dark theme, in the order of the sheet. */
const [LIGHT = '', DARK = ''] = [...tokens.cssText.matchAll(/--sl-surface: (#[0-9a-f]{6})/g)].map(([, hex]) => hex);

describe('contenders', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('have colours that are seen and told apart in the %s theme', (theme, surface) => {
    const colours = CONTENDER_COLOURS[theme];
    expect(surface).toMatch(/^#/);
    expect(new Set(colours).size).toBe(colours.length);
    colours.forEach((colour, i) => {
      expect(contrast(colour, surface), colour).toBeGreaterThanOrEqual(4.5);
      for (const other of colours.slice(i + 1))
        expect(apart(colour, other), `${colour} and ${other}`).toBeGreaterThanOrEqual(0.09);
    });
  });

  it('never look the same, however many a run has', () => {
    const most = 26;
    const signs = Array.from({ length: most }, (_, i) => [colourNameOf(i), dashOf(i).join(), shapeOf(i), letterOf(i)]);
    expect(new Set(signs.slice(0, 10).map(([colour]) => colour)).size).toBe(10);
    expect(new Set(signs.map(([, , , letter]) => letter)).size).toBe(most);
    // Neither lines nor badges of two contenders are the same, even where their letters are not seen.
    expect(new Set(signs.map(([colour, dash]) => `${colour} ${dash}`)).size).toBe(most);
    expect(new Set(signs.map(([colour, , shape]) => `${colour} ${shape}`)).size).toBe(most);
    // Without colour, neighbours still differ twice over.
    signs.slice(1).forEach(([, dash, shape], i) => {
      expect(dash).not.toBe(signs[i]?.[1]);
      expect(shape).not.toBe(signs[i]?.[2]);
    });
  });

  it('have as many colours in one theme as in the other', () => {
    expect(CONTENDER_COLOURS.dark).toHaveLength(CONTENDER_COLOURS.light.length);
  });
});
