/**
 * A network that stalls, with a clock of the test's own: the picture drawn half a second after the last mask's frame came shows
 * nothing that can be made out, whatever the effect; the one before it still shows the person. Pixels are read off the canvas.
 */
import { afterEach, expect, it, vi } from 'vitest';
import { OLDEST_MASK_MS } from '../../workers/latest';
import type { BackgroundEffect } from '../../workers/protocol';
import { FINE, finest, NOTHING_FINE, portraitOn, settle, stripes } from './portrait-on-canvas';

const SIZE = { width: 256, height: 192 };

const EFFECTS: readonly BackgroundEffect[] = [
  { kind: 'blur', shape: 'gaussian' },
  { kind: 'blur', shape: 'disc' },
  { kind: 'black' },
  { kind: 'color', color: '#2a9d54' },
  { kind: 'picture' },
  { kind: 'video' },
  { kind: 'spotlight' },
  { kind: 'transparent' },
];
afterEach(() => vi.restoreAllMocks());

it.each(EFFECTS)('hides everything %o half a second after the last mask', async (background) => {
  let nowMs = 10_000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const { engine, pipeline, rig } = await portraitOn(canvas, background);
  rig.backdrop.take(stripes(9, SIZE));
  const shown = async (atMs: number): Promise<{ fine: number; masked: boolean }> => {
    nowMs = 10_000 + atMs;
    const { masked } = await pipeline.frame(stripes(1, SIZE));
    return { fine: finest(canvas), masked };
  };
  expect((await shown(0)).fine, 'before the first mask').toBeLessThan(NOTHING_FINE);
  await settle(); // The run has begun.
  engine.answer();
  await settle();
  // From here on the network is held.
  for (const atMs of [33, OLDEST_MASK_MS - 1, OLDEST_MASK_MS]) {
    const { fine, masked } = await shown(atMs);
    expect(masked, `after ${atMs} ms`).toBe(true);
    expect(fine, `after ${atMs} ms`).toBeGreaterThan(FINE);
  }
  for (const atMs of [OLDEST_MASK_MS + 1, OLDEST_MASK_MS + 34, 5_000]) {
    const { fine, masked } = await shown(atMs);
    expect(masked, `after ${atMs} ms`).toBe(false);
    expect(fine, `after ${atMs} ms`).toBeLessThan(NOTHING_FINE);
  }
});
