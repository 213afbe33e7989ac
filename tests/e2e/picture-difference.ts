/** What was drawn on one picture of the canvas and not on the other. */
import type { Page } from 'playwright/test';
import type { Box } from '../../models/contract';

/** A channel that changed by less is compression or a moving pixel. */
const THRESHOLD = 40;
/** An outline is looked for this far to both sides of an edge, pixels of the screenshot: its own width and half a pixel. */
const REACH_PX = 4;

/**
 * How much of a box's outline was drawn.
 * @param box in parts of the picture (0..1)
 * @returns of the edge that shows least, the part along which the pictures differ, 0..1
 */
export async function outlineShown(page: Page, pictures: readonly [Buffer, Buffer], box: Box): Promise<number> {
  return page.evaluate(
    async ({ base64, box, threshold, reach }) => {
      const [first, second] = await Promise.all(
        base64.map(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
          context?.drawImage(bitmap, 0, 0);
          return context?.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      if (!first || !second || first.width !== second.width) throw new Error('two pictures of one size are needed');
      const { width, height } = first;
      const differs = (x: number, y: number): boolean => {
        if (x < 0 || y < 0 || x >= width || y >= height) return false;
        const at = 4 * (y * width + x);
        return [0, 1, 2].some((c) => Math.abs((first.data[at + c] ?? 0) - (second.data[at + c] ?? 0)) >= threshold);
      };
      const left = Math.round(box.x * width);
      const right = Math.round((box.x + box.width) * width);
      const top = Math.round(box.y * height);
      const bottom = Math.round((box.y + box.height) * height);
      const offsets = Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach);
      const part = (from: number, to: number, shown: (at: number) => boolean): number => {
        let count = 0;
        for (let at = from; at < to; at += 1) if (shown(at)) count += 1;
        return count / Math.max(1, to - from);
      };
      return Math.min(
        part(top, bottom, (y) => offsets.some((d) => differs(left + d, y))),
        part(top, bottom, (y) => offsets.some((d) => differs(right + d, y))),
        part(left, right, (x) => offsets.some((d) => differs(x, top + d))),
        part(left, right, (x) => offsets.some((d) => differs(x, bottom + d))),
      );
    },
    { base64: pictures.map((png) => png.toString('base64')), box, threshold: THRESHOLD, reach: REACH_PX },
  );
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}
