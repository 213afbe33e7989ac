/** Where two pictures of the canvas differ: what was drawn on one and not on the other. */
import type { Page } from 'playwright/test';
import type { Box } from '../../models/contract';

/** A channel that changed by less is compression or a moving pixel. */
const THRESHOLD = 60;

/** @returns the smallest box around all pixels that differ, in parts of the picture (0..1); undefined where none does. */
export async function differenceBox(page: Page, a: Buffer, b: Buffer): Promise<Box | undefined> {
  return page.evaluate(
    async ({ pictures, threshold }) => {
      const [first, second] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
          context?.drawImage(bitmap, 0, 0);
          return context?.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      if (!first || !second) return undefined;
      const { width, height } = first;
      let left = width;
      let top = height;
      let right = -1;
      let bottom = -1;
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          const at = 4 * (y * width + x);
          let most = 0;
          for (let channel = 0; channel < 3; channel += 1) {
            most = Math.max(most, Math.abs((first.data[at + channel] ?? 0) - (second.data[at + channel] ?? 0)));
          }
          if (most < threshold) continue;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
      if (right < 0) return undefined;
      return {
        x: left / width,
        y: top / height,
        width: (right + 1 - left) / width,
        height: (bottom + 1 - top) / height,
      };
    },
    { pictures: [a.toString('base64'), b.toString('base64')], threshold: THRESHOLD },
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
