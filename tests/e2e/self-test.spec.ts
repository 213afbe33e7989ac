/** The page at ?selftest: runs through in a browser without a GPU, and gives one JSON to copy. */
import type { SelfTestReport } from '../../src/self-test/run-self-test';
import { expect, test } from './app-test';

test('the self-test finds every network right on WASM, and its report can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/?selftest');
  await expect(page.getByRole('heading', { name: 'Self-test' })).toBeVisible();
  await expect(page.locator('sightline-app')).toHaveCount(0);
  const box = page.getByRole('textbox', { name: 'The report as JSON' });
  await expect(box).toBeVisible({ timeout: 80_000 });
  const report = JSON.parse(await box.inputValue()) as SelfTestReport;
  expect(report.schema).toBe('sightline-selftest/1');
  expect(report.page).toMatchObject({ secureContext: true, crossOriginIsolated: true });
  expect(report.wasm.simd).toBe(true);
  expect(report.networks.length).toBeGreaterThan(2);
  for (const { file, wasm } of report.networks) expect(wasm, file).toMatchObject({ right: true });
  await page.getByRole('button', { name: 'Copy the report' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(report);
  await page.getByRole('link', { name: 'Back to the camera' }).click();
  await expect(page.getByRole('button', { name: 'Start camera' })).toBeVisible();
});
