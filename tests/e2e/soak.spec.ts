/** The short form of `npm run soak`: a few hundred frames on WASM leave nothing behind. */
import { growthOf, MOST_OPEN_FRAMES, runSoak, SOAK_ARGS } from '../bench/run-soak';
import { fakeCamera, QUIET } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { expect, test } from './app-test';

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...SOAK_ARGS, ...fakeCamera()] },
  serviceWorkers: 'block',
});

test('hundreds of frames leave no memory, frame or GPU object behind', async ({ page }) => {
  test.setTimeout(240_000);
  await page.addInitScript(() =>
    localStorage.setItem('sightline.preferences', JSON.stringify({ models: { detect: 'yolo-256' } })),
  );
  const samples = await runSoak({ page, address: '/?task=detect&engine=wasm', frames: 400, samples: 10 });
  expect(growthOf(samples)).toEqual([]);
  expect(Math.max(...samples.map(({ videoFrames }) => videoFrames))).toBeLessThanOrEqual(MOST_OPEN_FRAMES);
});
