/** How much can be made out in a picture, read from its pixels: of the camera's stripes, or of anything. */
import type { Page } from 'playwright/test';
import { STRIPE_PAIRS } from '../tools/striped-camera.ts';

/** Stripes seen as they are have amplitudes above 60 of 255; a picture in which this is the most shows nothing of them. */
export const HIDDEN = 8;
export const SHARP = 60;

/**
 * Watches the app's canvas from now on, at every rendering or, where the pixels' reading would starve the network, less often.
 * Call once per page, before anything is shown.
 */
export async function watchCanvas(page: Page, everyMs = 0): Promise<void> {
  await page.addInitScript(installWatch, { pairs: STRIPE_PAIRS, everyMs });
}

export interface Watched {
  /** The largest amplitude of the stripes in any part of any picture since the last reading. */
  readonly sharpest: number;
  /** The largest mean step of brightness from pixel to pixel in any part: 255 is a chessboard, a blurred picture has hardly any. */
  readonly finest: number;
  /** Renderings in which the canvas had a picture. */
  readonly pictures: number;
}

/** Reads what was seen since the last reading, and begins anew. */
export async function readWatch(page: Page): Promise<Watched> {
  return page.evaluate(() => {
    const state = (window as unknown as { stripes: { sharpest: number; finest: number; pictures: number } }).stripes;
    const { sharpest, finest, pictures } = state;
    Object.assign(state, { sharpest: 0, finest: 0, pictures: 0 });
    return { sharpest, finest, pictures };
  });
}

/** The same measure of a PNG. */
export async function sharpnessOf(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    return (window as unknown as { stripesIn: (source: CanvasImageSource, w: number, h: number) => number }).stripesIn(
      bitmap,
      bitmap.width,
      bitmap.height,
    );
  }, png.toString('base64'));
}

/** Runs in the page. */
function installWatch({ pairs, everyMs }: { pairs: number; everyMs: number }): void {
  const TILES = 4;
  const copy = document.createElement('canvas');
  const context = copy.getContext('2d', { willReadFrequently: true });
  /** Amplitude of the stripes' own frequency in each tile, by both quadratures, so that their phase and mirroring do not matter. */
  const stripesIn = (source: CanvasImageSource, width: number, height: number): number => {
    if (!context) throw new Error('no 2D context');
    Object.assign(copy, { width, height });
    context.drawImage(source, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const sums = Array.from({ length: TILES * TILES }, () => ({ cos: 0, sin: 0, count: 0 }));
    for (let y = 0; y < height; y += 3) {
      for (let x = 0; x < width; x += 1) {
        const sum = sums[Math.floor((y * TILES) / height) * TILES + Math.floor((x * TILES) / width)];
        if (!sum) continue;
        const green = data[4 * (y * width + x) + 1] ?? 0;
        const angle = (2 * Math.PI * pairs * (x + 0.5)) / width;
        sum.cos += green * Math.cos(angle);
        sum.sin += green * Math.sin(angle);
        sum.count += 1;
      }
    }
    return Math.max(...sums.map(({ cos, sin, count }) => (2 * Math.hypot(cos, sin)) / Math.max(1, count)));
  };
  /** Of what `stripesIn` has copied: second differences along the rows, so that a slope counts for nothing. */
  const finestIn = (width: number, height: number): number => {
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray() };
    const parts = Array.from({ length: 64 }, () => ({ sum: 0, count: 0 }));
    for (let y = 0; y < height; y += 2) {
      for (let x = 1; x + 1 < width; x += 1) {
        const part = parts[Math.floor((y * 8) / height) * 8 + Math.floor((x * 8) / width)];
        const at = 4 * (y * width + x) + 1;
        if (!part) continue;
        part.sum += Math.abs(2 * (data[at] ?? 0) - (data[at - 4] ?? 0) - (data[at + 4] ?? 0));
        part.count += 1;
      }
    }
    return Math.max(...parts.map(({ sum, count }) => sum / Math.max(1, count)));
  };
  const state = { sharpest: 0, finest: 0, pictures: 0 };
  let lookedMs = 0;
  const look = (): void => {
    requestAnimationFrame(look);
    if (performance.now() - lookedMs < everyMs) return;
    lookedMs = performance.now();
    const stage = document.querySelector('sightline-app')?.shadowRoot?.querySelector('sightline-camera-stage');
    const canvas = stage?.shadowRoot?.querySelector<HTMLCanvasElement>('canvas[role=img]');
    if (!canvas || canvas.width < 40) return;
    const sharpness = stripesIn(canvas, canvas.width, canvas.height);
    state.sharpest = Math.max(state.sharpest, sharpness);
    state.finest = Math.max(state.finest, finestIn(canvas.width, canvas.height));
    const { data } = context?.getImageData(copy.width >> 1, copy.height >> 1, 1, 1) ?? { data: [0, 0, 0, 0] };
    if (data[3] !== 0) state.pictures += 1;
  };
  requestAnimationFrame(look);
  Object.assign(window, { stripes: state, stripesIn });
}
