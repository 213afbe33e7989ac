/**
 * A network that stalls: half a second after its last answer nothing of the picture can be made out, whatever the effect.
 * A person stands before the camera; the runs of the network are held in the engine's own thread.
 */
import type { Page } from 'playwright/test';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { demoCameraClip } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { BACKGROUNDS, chooseEffect } from './effects';
import { readWatch, watchCanvas } from './sharpness';
import { startButton } from './stage';

test.skip(demoCameraClip() === undefined, 'needs tests/fixtures/camera.mjpeg');
// A service worker would answer before the faults that are put into requests here.
test.use({
  serviceWorkers: 'block',
  launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(demoCameraClip())] },
});

/** Mean steps from pixel to pixel in the sharpest part of the picture (sharpness.ts). */
const NOTHING_FINE = 3;
const FINE = 6;
/**
 * The half second itself is proven with a clock in the pipeline's tests. Here a frame must come after it, be drawn and be looked
 * at, all on one busy machine.
 */
const UNTIL_HIDDEN_MS = 8_000;
const HIDDEN_FOR_MS = 1_500;

interface Stall {
  set(stalled: boolean): Promise<void>;
}

/** Holds the engine's messages while stalled, and gives them back afterwards. A thread that replaces it is held from its start. */
async function stallEngine(page: Page): Promise<Stall> {
  let stalled = false;
  await page.route('**/engine.worker-*.js', async (route) => {
    const response = await route.fetch();
    const hold = `{
      let stalled = ${stalled};
      const held = [];
      self.addEventListener('message', (event) => {
        if (!stalled) return;
        event.stopImmediatePropagation();
        held.push(event.data);
      });
      new BroadcastChannel('test-stall').onmessage = ({ data }) => {
        stalled = data;
        if (!stalled) for (const one of held.splice(0)) self.dispatchEvent(new MessageEvent('message', { data: one }));
      };
    }`;
    await route.fulfill({ response, body: `${hold}\n${await response.text()}` });
  });
  return {
    async set(now): Promise<void> {
      stalled = now;
      await page.evaluate((value) => new BroadcastChannel('test-stall').postMessage(value), now);
    },
  };
}

test('half a second after the last mask nothing can be made out, with any effect', async ({ page }) => {
  test.setTimeout(400_000);
  const stall = await stallEngine(page);
  await watchCanvas(page);
  await page.goto('/?task=portrait');
  await startButton(page).click();
  for (const background of BACKGROUNDS) {
    await chooseEffect(page, background);
    await expect
      .poll(async () => (await readWatch(page)).finest, { timeout: 60_000, message: `a sharp person, ${background}` })
      .toBeGreaterThan(FINE);
    await stall.set(true);
    await expect
      .poll(
        async () => {
          const { finest, pictures } = await readWatch(page);
          return pictures > 0 && finest < NOTHING_FINE;
        },
        { timeout: UNTIL_HIDDEN_MS, intervals: [300], message: `hidden, ${background}` },
      )
      .toBe(true);
    // It stays so as long as the stall lasts.
    await page.waitForTimeout(HIDDEN_FOR_MS);
    const { finest, pictures } = await readWatch(page);
    expect(pictures, `pictures during the stall, ${background}`).toBeGreaterThan(0);
    expect(finest, background).toBeLessThan(NOTHING_FINE);
    await stall.set(false);
  }
});
