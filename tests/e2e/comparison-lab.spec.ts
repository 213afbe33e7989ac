/** The page at ?lab=compare: yolo against rcnn on the demo clip, watched and measured; the run exported and opened again. */
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import type { RunFile } from '../../src/lab/compare/run-file';
import { expect, test } from './app-test';

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function open(page: Page): Promise<void> {
  await page.goto('/?lab=compare');
  await expect(page.getByRole('heading', { name: 'Comparison lab' })).toBeVisible();
  await expect(page.locator('sightline-app')).toHaveCount(0);
}

async function measure(page: Page, frames: number): Promise<void> {
  const amount = page.getByRole('spinbutton', { name: 'Run for' });
  await amount.fill(String(frames));
  await amount.blur();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
}

test('the settings lead to the lab', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Compare detectors' }).click();
  await expect(page.getByRole('heading', { name: 'Comparison lab' })).toBeVisible();
});

// The results' own rules are checked where they can be had without measuring: tests/components.
test('the page breaks no rule of accessibility', async ({ page }) => {
  await open(page);
  expect(await violations(page)).toEqual([]);
});

test('the same picture through A and B, with a wiper between', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'See it live' }).click();
  const wiper = page.getByRole('slider', { name: 'Wiper between A and B' });
  await expect(wiper).toBeVisible({ timeout: 60_000 });
  await wiper.press('ArrowRight');
  await expect(wiper).toHaveAttribute('aria-valuenow', '52');
  const second = page.locator('sightline-step-timeline').nth(1);
  await expect(second).toContainText('second stage');
  await expect(page.locator('sightline-step-timeline').first()).not.toContainText('second stage');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'See it live' })).toBeVisible();
});

test('yolo against rcnn is measured, exported and opened again', async ({ page }) => {
  // Two runtimes and three files are opened, one after the other, before anything is measured.
  test.slow();
  await open(page);
  await measure(page, 6);
  await expect(page.getByRole('progressbar')).toBeVisible();
  const verdict = page.locator('[data-verdict]');
  await expect(verdict).toContainText('only pictures with labels can tell', { timeout: 80_000 });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const path = await (await saved).path();
  const run = JSON.parse(readFileSync(path, 'utf8')) as RunFile;
  expect(run).toMatchObject({ schema: 'sightline-lab-run/1', ended: 'complete', frames: 6 });
  expect(run.results.map(({ failure, frames }) => [failure, frames.totalMs.length])).toEqual([
    [null, 6],
    [null, 6],
  ]);
  expect(run.results[1]?.frames.stepsMs['second-stage']?.every((ms) => ms > 0)).toBe(true);
  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG', exact: true }).click();
  expect((await picture).suggestedFilename()).toMatch(/^sightline-lab-.*\.png$/);

  // As on another device, where nothing is kept.
  await page.getByRole('button', { name: /^Delete:/ }).click();
  await expect(verdict).toHaveCount(0);
  const choose = async (file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a run file…' }).click();
    await (await chooser).setFiles(file);
  };
  await choose({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{"notes":[]}') });
  await expect(page.getByRole('alert')).toContainText('notes.json was not opened: This is no run file');
  await choose(path);
  await expect(verdict).toContainText('only pictures with labels can tell');
});

test('stopping early keeps what was measured', async ({ page }) => {
  await open(page);
  await measure(page, 5000);
  await expect(page.getByText(/[1-9]\d* of 5000 pictures/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop and keep what was measured' }).click();
  await expect(page.locator('[data-verdict]')).toBeVisible();
  await expect(page.getByText('Stopped early: what had been measured')).toBeVisible();
});

test('a broken zip is said in plain words', async ({ page }) => {
  await open(page);
  await page.getByRole('radio', { name: 'Pictures with labels' }).check();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a zip…' }).click();
  await (await chooser).setFiles({ name: 'set.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('set.zip');
});
