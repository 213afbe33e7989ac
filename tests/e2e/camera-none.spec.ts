/** A machine without any camera. */
import { QUIET } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { expect, test } from './app-test';
import { startButton } from './stage';

test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, '--use-fake-ui-for-media-stream'] } });

test('without a camera the demo clip is offered', async ({ page }) => {
  await page.goto('/');
  await startButton(page).click();
  await expect(page.getByRole('alert')).toContainText('No camera found');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Try the demo clip' })).toBeVisible();
});
