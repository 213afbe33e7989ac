/** A processed track goes on at the camera's rate while nobody sees the page: no animation frame is in the frame's path. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { createPortraitTrack, PortraitTrack } from '../../src/output/track';
import { fakeCamera, QUIET } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { DIST_LIB } from '../tools/plain-server.ts';
import { expect, test } from './app-test';
import { HiddenPage } from './hidden-page';
import { installProbe, LIBRARY_PAGE } from './library-page';

interface TrackWindow {
  readonly probe: { open(): Promise<MediaStreamTrack> };
  readonly createPortraitTrack: typeof createPortraitTrack;
  portrait: PortraitTrack;
}
interface Counted {
  readonly perSecond: number;
  /** Animation frames meanwhile. */
  readonly animated: number;
  readonly masked: boolean;
  readonly hidden: boolean;
}
declare const window: TrackWindow & Window & typeof globalThis;

test.skip(!existsSync(join(DIST_LIB, 'sightline-portrait.js')), 'needs `npm run build:lib`');
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera()] } });

/** Hidden, a picture may cost a little more; stopped, it would be none. */
const LEAST_SHARE = 0.6;

/** Runs in the page: starts a portrait track, and counts its pictures for some seconds once it has masks. */
async function count(): Promise<Counted> {
  window.portrait = window.createPortraitTrack(await window.probe.open());
  await window.portrait.ready;
  const reader = new MediaStreamTrackProcessor({ track: window.portrait.track }).readable.getReader();
  const startMs = performance.now();
  while (!window.portrait.stats.masked && performance.now() - startMs < 60_000) (await reader.read()).value?.close();
  const { masked } = window.portrait.stats;
  let [frames, animated] = [0, 0];
  const animate = (): void => {
    animated++;
    requestAnimationFrame(animate);
  };
  requestAnimationFrame(animate);
  const fromMs = performance.now();
  while (performance.now() - fromMs < 5_000) {
    (await reader.read()).value?.close();
    frames++;
  }
  const perSecond = (frames * 1_000) / (performance.now() - fromMs);
  await reader.cancel();
  window.portrait.stop();
  return { perSecond, animated, masked, hidden: document.hidden };
}

test('pictures of a hidden page come at the rate of a seen one', async ({ page, browser, libraryHost }) => {
  test.setTimeout(240_000);
  libraryHost.overrides.set('page.html', LIBRARY_PAGE);
  const url = `${libraryHost.url}page.html`;
  await page.addInitScript(installProbe);
  await page.goto(url);
  await page.waitForFunction(() => 'createPortraitTrack' in window);
  const seen = await page.evaluate(count);
  expect(seen).toMatchObject({ hidden: false });
  expect(seen.animated).toBeGreaterThan(10);
  await page.goto('about:blank'); // The processor is for the hidden one.

  const unseen = await HiddenPage.open(browser, url);
  await unseen.evaluate(installProbe);
  await expect.poll(() => unseen.evaluate(() => 'createPortraitTrack' in window), { timeout: 30_000 }).toBe(true);
  const hidden = await unseen.evaluate(count);
  await unseen.close();
  console.log(`pictures a second: seen ${seen.perSecond.toFixed(1)}, hidden ${hidden.perSecond.toFixed(1)}`);
  expect(hidden).toMatchObject({ hidden: true, masked: seen.masked });
  expect(hidden.animated, 'nothing is rendered').toBeLessThan(10);
  expect(hidden.perSecond).toBeGreaterThan(LEAST_SHARE * seen.perSecond);
});
