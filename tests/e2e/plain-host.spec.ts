/** A host that sends no headers of ours, with the app in a sub-folder: it still works, on one thread, and says so. */
import { expect, test } from './app-test';
import { expectNewFrames, firstReport, startButton } from './stage';

test('on a plain host in a sub-folder it runs on one thread and says so', async ({ page, plainHost }) => {
  await page.goto(`${plainHost.url}?stats&task=detect`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await startButton(page).click();
  await firstReport(page);
  await expect(page.locator('sightline-stats-overlay')).toContainText(/one thread/i);
  await expectNewFrames(page);
});

test('the policy in the page itself keeps other origins out where no header does', async ({ page, plainHost }) => {
  await page.goto(plainHost.url);
  const refused = page.waitForEvent('console', (message) => /Content Security Policy/i.test(message.text()));
  const reached = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => true,
      () => false,
    ),
  );
  expect(reached).toBe(false);
  await refused;
});
