/** A new version waits until the user agrees, and never interrupts a running camera. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './app-test';
import { expectNewFrames, startCamera } from './stage';

const SERVICE_WORKER = fileURLToPath(new URL('../../dist/offline.sw.js', import.meta.url));

test('an update is offered, does not disturb the camera, and is taken when asked for', async ({ page, plainHost }) => {
  await startCamera(page, plainHost.url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  let loads = 0;
  page.on('load', () => (loads += 1));

  // Any other byte makes it a new version.
  plainHost.overrides.set('offline.sw.js', `${readFileSync(SERVICE_WORKER, 'utf8')}\n// next version`);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().then(() => undefined));
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('A new version is ready');
  await expectNewFrames(page);
  expect(loads).toBe(0);

  const loaded = page.waitForEvent('load');
  await notice.getByRole('button', { name: 'Update now' }).click();
  await loaded;
  await expect(page.getByRole('button', { name: 'Start camera' })).toBeVisible();
  const waiting = await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);
  expect(waiting).toBe(false);
  expect(loads).toBe(1);
});
