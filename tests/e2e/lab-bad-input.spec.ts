/** What the lab makes of bad input and of trouble on the way: said in plain words, nothing lost, nothing run. */
import { zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import type { RunFile } from '../../src/lab/compare/run-file';
import { expect, test } from './app-test';
import { exported, give, measure, onlyFirstContender, openLab, stillFile } from './lab-page';

const RUN = fileURLToPath(new URL('../golden/lab-runs/person-clip.json', import.meta.url));

const json = (value: unknown): { name: string; mimeType: string; buffer: Buffer } => ({
  name: 'run.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(value)),
});

async function pressMeasure(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
}

test('a run file of another version, or cut short, is not opened', async ({ page }) => {
  await openLab(page);
  const run = JSON.parse(readFileSync(RUN, 'utf8')) as RunFile;
  await give(page, 'Open a run file…', json({ ...run, schema: 'sightline-lab-run/99' }));
  await expect(page.getByRole('alert')).toContainText('run.json was not opened: This run file is of another version');
  const cut = Buffer.from(readFileSync(RUN, 'utf8').slice(0, 5_000));
  await give(page, 'Open a run file…', { name: 'cut.json', mimeType: 'application/json', buffer: cut });
  await expect(page.getByRole('alert')).toContainText('cut.json was not opened');
  await expect(page.locator('[data-verdict]')).toHaveCount(0);
});

test('hostile text in a run file stays text, on the page and in what is exported', async ({ page }) => {
  await openLab(page);
  const run = JSON.parse(readFileSync(RUN, 'utf8')) as RunFile;
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const formula = '=HYPERLINK("http://example.com","x")';
  await give(
    page,
    'Open a run file…',
    json({
      ...run,
      title: hostile,
      source: {
        ...run.source,
        name: hostile,
        remarks: [{ kind: 'absent', text: hostile, count: 1, examples: [hostile] }],
      },
      device: { ...run.device, browser: hostile, adapter: hostile },
      results: run.results.map((one) => ({ ...one, failure: { message: formula, afterFrames: 3 } })),
    }),
  );
  await expect(page.locator('[data-verdict]')).toBeVisible();
  await page.getByText('Device, versions and weights').click();
  await expect(page.getByText(hostile).first()).toBeVisible();
  expect(await page.evaluate(() => document.title)).not.toMatch(/^[12]$/);
  expect(await page.locator('img[src=x]').count()).toBe(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  const csv = readFileSync(await (await saved).path(), 'utf8');
  // A spreadsheet must not take a cell for a formula.
  expect(csv).not.toMatch(/(^|[,\n])"?=/);
});

test('a clip without pictures, a zip without labels and a zip without anything are refused with the next step', async ({
  page,
}) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'Own clip or pictures' }).check();
  await give(page, 'Choose files…', { name: 'empty.webm', mimeType: 'video/webm', buffer: Buffer.alloc(0) });
  await pressMeasure(page);
  await expect(page.getByRole('alert')).toContainText('This browser cannot play empty.webm');
  await page.getByRole('radio', { name: 'Pictures with labels' }).check();
  const zips = [
    ['pictures.zip', { 'a.jpg': new Uint8Array(stillFile('0000.jpg').buffer) }, /1 pictures, but no labels/],
    ['nothing.zip', {}, /no file in nothing\.zip|nothing\.zip is no zip/],
  ] as const;
  for (const [name, files, words] of zips) {
    await give(page, 'Choose a zip…', { name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) });
    await pressMeasure(page);
    await expect(page.getByRole('alert')).toContainText(words);
  }
});

test('a contender that crashes half-way is shown to have failed, and the other goes on', async ({ page }) => {
  test.setTimeout(240_000);
  // As where a tab runs out of memory: the worker is gone, and its page hears of an error.
  await page.addInitScript(() => {
    const looksLeft = new Map<Worker, number>();
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        // Three to warm up, two measured.
        if (options?.name?.startsWith('rcnn')) looksLeft.set(this, 5);
      }
      override postMessage(message: { type?: string }, transfer?: unknown): void {
        super.postMessage(message, transfer as Transferable[]);
        const left = looksLeft.get(this);
        if (left === undefined || message.type !== 'look') return;
        looksLeft.set(this, left - 1);
        if (left > 0) return;
        this.terminate();
        setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
      }
    };
  });
  await openLab(page);
  await measure(page, 5);
  await expect(page.locator('[data-verdict]')).toBeVisible({ timeout: 160_000 });
  const { run } = await exported(page);
  expect(run).toMatchObject({ ended: 'complete', frames: 5 });
  expect(run.results.map(({ failure, frames }) => [failure?.message, frames.totalMs.length])).toEqual([
    [undefined, 5],
    ['out of memory', 2],
  ]);
  await expect(
    page.getByText(/failed after 2 pictures: out of memory\. What it had done until then is kept/),
  ).toBeVisible();
  await expect(page.getByText('Not all contenders saw all pictures')).toBeVisible();
});

test('a tab hidden in mid-run: paused, said, and told in the results', async ({ page }) => {
  test.setTimeout(240_000);
  await openLab(page);
  await onlyFirstContender(page);
  await measure(page, 200);
  const progress = page.getByText(/[1-9]\d* of 200 pictures/);
  await expect(progress).toBeVisible({ timeout: 120_000 });
  // A browser without a screen hides no tab that a test can see; it is told what it would be told.
  const become = (state: DocumentVisibilityState): Promise<void> =>
    page.evaluate((wanted) => {
      Object.defineProperty(document, 'visibilityState', { value: wanted, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await become('hidden');
  await expect(page.getByText('Paused: this tab is hidden. Nothing is measured until you are back.')).toBeVisible();
  const [before] = (await progress.textContent())?.split(' ') ?? [];
  await page.waitForTimeout(2_000);
  expect((await progress.textContent())?.split(' ')[0]).toBe(before);
  await become('visible');
  await expect(progress).not.toHaveText(`${before ?? ''} of 200 pictures`);
  await page.getByRole('button', { name: 'Stop and keep what was measured' }).click();
  await expect(
    page.getByText(/Paused 1 time while the tab was hidden, .* nothing was measured meanwhile/),
  ).toBeVisible();
  const { run } = await exported(page);
  expect(run.pauses).toHaveLength(1);
  expect(run.pauses[0]?.lastedMs).toBeGreaterThanOrEqual(2_000);
});
