/** The lab's page on every kind of source but the demo clip: the camera, own pictures, an own clip, a labelled zip; and memory. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './app-test';
import { exported, give, measure, onlyFirstContender, openLab, stillFile, vocZip } from './lab-page';

const CLIP = fileURLToPath(new URL('../../public/demo/demo.webm', import.meta.url));
/** One runtime and one file are opened before anything is measured. */
const MEASURED_MS = 120_000;

test.beforeEach(async ({ page }) => {
  test.setTimeout(240_000);
  await openLab(page);
  await onlyFirstContender(page);
});

test('the live camera', async ({ page }) => {
  await page.getByRole('radio', { name: 'Camera' }).check();
  await measure(page, 4);
  await expect(page.locator('[data-verdict]')).toBeVisible({ timeout: MEASURED_MS });
  const { run } = await exported(page);
  expect(run).toMatchObject({
    ended: 'complete',
    frames: 4,
    source: { kind: 'camera', frames: null, labelled: false },
  });
  expect(run.source.size?.width).toBeGreaterThan(0);
  expect(run.results[0]?.frames.totalMs).toHaveLength(4);
  // It is let go: its light is out.
  const isPlayed = await page.evaluate(() => document.querySelector('video.sightline-offscreen') !== null);
  expect(isPlayed).toBe(false);
});

test('own pictures, each once and then again', async ({ page }) => {
  await page.getByRole('radio', { name: 'Own clip or pictures' }).check();
  await give(page, 'Choose files…', [stillFile('0000.jpg'), stillFile('0140.jpg')]);
  await expect(page.getByText('Chosen: 0000.jpg and 1 more')).toBeVisible();
  await measure(page, 3);
  await expect(page.locator('[data-verdict]')).toBeVisible({ timeout: MEASURED_MS });
  const { run } = await exported(page);
  expect(run).toMatchObject({ ended: 'complete', frames: 3, source: { kind: 'pictures', frames: 2 } });
});

test('an own clip', async ({ page }) => {
  await page.getByRole('radio', { name: 'Own clip or pictures' }).check();
  await give(page, 'Choose files…', { name: 'holiday.webm', mimeType: 'video/webm', buffer: readFileSync(CLIP) });
  await measure(page, 3);
  await expect(page.locator('[data-verdict]')).toBeVisible({ timeout: MEASURED_MS });
  const { run } = await exported(page);
  expect(run).toMatchObject({ ended: 'complete', frames: 3, source: { kind: 'video', name: 'holiday.webm' } });
  expect(run.source.frames).toBeGreaterThan(10);
});

test('a zip of labelled pictures is scored, what is odd in it is told; memory is measured and shown', async ({
  page,
}) => {
  await page.getByRole('radio', { name: 'Pictures with labels' }).check();
  await give(page, 'Choose a zip…', vocZip(3));
  await page.getByRole('checkbox', { name: /^Measure memory too/ }).check();
  await measure(page, 3);
  await expect(page.locator('[data-verdict]')).toBeVisible({ timeout: 200_000 });
  const { run } = await exported(page);
  expect(run).toMatchObject({
    ended: 'complete',
    frames: 3,
    source: { kind: 'labelled', name: 'set.zip', labelled: true },
  });
  const remarks = Object.fromEntries(run.source.remarks.map(({ kind, count }) => [kind, count]));
  expect(remarks).toMatchObject({ outside: 1, clipped: 1 });
  const [result] = run.results;
  expect(result?.accuracy?.pictures).toBe(3);
  expect(result?.accuracy?.ap50).toBeGreaterThan(0.2);
  await expect(
    page.getByText(/1 boxes without area in their picture, left out: .*0000\.jpg|1 boxes without area/),
  ).toBeVisible();
  const table = page.getByRole('region', { name: 'All figures of the run' });
  await expect(table.getByRole('row', { name: /^AP50 / }).getByRole('cell')).toHaveText(/%$/);
  await expect(page.getByRole('heading', { name: /Accuracy/ }).first()).toBeVisible();
  // The runtime alone is more; the browser tells of whole pages, so it is no exact figure.
  expect(result?.memoryBytes).toBeGreaterThan(5 * 2 ** 20);
  await expect(table.getByRole('row', { name: /^memory / }).getByRole('cell')).toHaveText(/ MB$/);
});
