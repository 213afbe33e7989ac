/** A camera that the user refuses. */
import { QUIET } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { expect, test } from './app-test';
import { firstReport, startButton } from './stage';

// Without the fake prompt, a headless browser refuses whatever was not granted.
test.use({
  permissions: [],
  launchOptions: { executablePath: findBrowser(), args: [...QUIET, '--use-fake-device-for-media-stream'] },
});

test('a refused camera gets a helpful message, and trying again works', async ({ page, context }) => {
  await page.goto('/');
  await startButton(page).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The camera is blocked');
  await expect(alert).toContainText('Allow the camera for this page');
  await context.grantPermissions(['camera']);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await firstReport(page);
  await expect(alert).not.toContainText('blocked');
});
