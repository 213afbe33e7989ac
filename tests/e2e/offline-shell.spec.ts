/** The service worker: what it stores at install, what it leaves to the user, and updates that wait for a yes. */
import type { Page } from 'playwright/test';
import { expect, test } from './app-test';

async function serviceWorkerReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  });
}

const storedPaths = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    return paths;
  });

test('the page registers its service worker and opens again without a network', async ({ page, context }) => {
  await page.goto('/');
  await serviceWorkerReady(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Start camera' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.goto('/?task=detect');
  await expect(page.getByRole('button', { name: 'Start camera' })).toBeVisible();
});

test('installing stores the shell and neither runtime nor weights', async ({ page }) => {
  await page.goto('/');
  await serviceWorkerReady(page);
  const stored = await storedPaths(page);
  expect(stored.some((path) => /vision\.worker-.*\.js$/.test(path))).toBe(true);
  expect(stored.filter((path) => /\.(wasm|onnx|mp4|webm)$|\/ort/.test(path))).toEqual([]);
});
