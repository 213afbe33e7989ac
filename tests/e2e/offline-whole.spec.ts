/** "Make available offline": size before, progress during, and then everything works without a network. */
import type { Page } from 'playwright/test';
import { expect, test } from './app-test';
import { firstReport, startButton } from './stage';

async function openSettings(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.locator('sightline-offline').scrollIntoViewIfNeeded();
}

test('made available offline, the camera works after a reload without a network', async ({ page, context }) => {
  await openSettings(page);
  const panel = page.locator('sightline-offline');
  await expect(panel).toContainText(/\d+\.\d MB/);
  await panel.getByRole('button', { name: 'Make available offline' }).click();
  await expect(panel).toContainText('Available offline', { timeout: 60_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await context.setOffline(true);
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await startButton(page).click();
  await firstReport(page);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();

  await page.getByRole('button', { name: 'Settings' }).click();
  await panel.getByRole('button', { name: 'Remove from this device' }).click();
  await expect(panel.getByRole('button', { name: 'Make available offline' })).toBeVisible();
  const left = await page.evaluate(async () => (await (await caches.open('sightline-offline-1')).keys()).length);
  expect(left).toBe(0);
});

test('storing can be stopped and goes on where it was', async ({ page, context }) => {
  const client = await context.newCDPSession(page);
  await openSettings(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: 2_000_000,
    uploadThroughput: 2_000_000,
  });
  const panel = page.locator('sightline-offline');
  await panel.getByRole('button', { name: 'Make available offline' }).click();
  await expect(panel.getByRole('progressbar', { name: 'Storing for offline use' })).toBeVisible();
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await panel.getByRole('button', { name: /Make available offline|Get the rest/ }).click();
  await expect(panel).toContainText('Available offline', { timeout: 60_000 });
});

test('without a network nothing can be stored, and the message says what to do', async ({ page, context }) => {
  await openSettings(page);
  const panel = page.locator('sightline-offline');
  await expect(panel.getByRole('button', { name: 'Make available offline' })).toBeVisible();
  await context.setOffline(true);
  await panel.getByRole('button', { name: 'Make available offline' }).click();
  await expect(panel.getByRole('alert')).toContainText('Check the connection and try again');
});
