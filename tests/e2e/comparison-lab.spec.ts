/** The page at ?lab=compare: yolo against rcnn on the demo clip, watched and measured; the run exported and opened again. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './app-test';
import { exported, give, measure, openLab } from './lab-page';

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test('the settings lead to the lab', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Compare detectors' }).click();
  await expect(page.getByRole('heading', { name: 'Comparison lab' })).toBeVisible();
});

// The results' own rules are checked where they can be had without measuring: tests/components.
test('the page breaks no rule of accessibility', async ({ page }) => {
  await openLab(page);
  expect(await violations(page)).toEqual([]);
});

test('the same picture through A and B, with a wiper between', async ({ page }) => {
  await openLab(page);
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

/** What passes between the page and its contenders: the layer asked for, the places that came. */
interface LookWindow {
  readonly looks: { readonly layer: string; places: number }[];
}

test('the places of the two-stage detector are shown in layers, and come only while they are', async ({ page }) => {
  test.slow();
  await page.addInitScript(() => {
    const looks: { layer: string; places: number }[] = [];
    Object.assign(window, { looks });
    const asked = new WeakMap<Worker, Map<number, string>>();
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        asked.set(this, new Map());
        this.addEventListener('message', ({ data }) => {
          const layer = asked.get(this)?.get(data?.id);
          if (layer !== undefined) looks.push({ layer, places: data.result.proposals.length });
        });
      }
      override postMessage(message: { type?: string; id?: number; layer?: string }, transfer?: unknown): void {
        if (message.type === 'look') asked.get(this)?.set(Number(message.id), String(message.layer));
        super.postMessage(message, transfer as Transferable[]);
      }
    };
  });
  const most = (layer: string): Promise<number> =>
    page.evaluate((wanted) => {
      const { looks } = window as unknown as LookWindow;
      return Math.max(-1, ...looks.filter((look) => look.layer === wanted).map(({ places }) => places));
    }, layer);
  await openLab(page);
  const layers = page.getByRole('combobox', { name: 'Boxes shown' });
  await expect(layers).toHaveValue('final');
  await page.getByRole('button', { name: 'See it live' }).click();
  await expect.poll(() => most('final'), { timeout: 80_000 }).toBe(0);
  await layers.selectOption({ label: 'And second looks' });
  await expect.poll(() => most('kept')).toBeGreaterThan(16);
  await layers.selectOption({ label: 'And all places' });
  await expect.poll(() => most('all')).toBeGreaterThan(64);
  expect(await most('kept')).toBeLessThanOrEqual(64);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'See it live' })).toBeVisible();
});

test('yolo against rcnn is measured, exported and opened again', async ({ page }) => {
  // Two runtimes and three files are opened, one after the other, before anything is measured.
  test.slow();
  await openLab(page);
  await measure(page, 6);
  await expect(page.getByRole('progressbar')).toBeVisible();
  const verdict = page.locator('[data-verdict]');
  await expect(verdict).toContainText('only pictures with labels can tell', { timeout: 80_000 });
  const { run, path } = await exported(page);
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
  await give(page, 'Open a run file…', {
    name: 'notes.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"notes":[]}'),
  });
  await expect(page.getByRole('alert')).toContainText('notes.json was not opened: This is no run file');
  await give(page, 'Open a run file…', path);
  await expect(verdict).toContainText('only pictures with labels can tell');
});

test('stopping early keeps what was measured', async ({ page }) => {
  await openLab(page);
  await measure(page, 5000);
  await expect(page.getByText(/[1-9]\d* of 5000 pictures/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop and keep what was measured' }).click();
  await expect(page.locator('[data-verdict]')).toBeVisible();
  await expect(page.getByText('Stopped early: what had been measured')).toBeVisible();
});

test('a broken zip is said in plain words', async ({ page }) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'Pictures with labels' }).check();
  await give(page, 'Choose a zip…', { name: 'set.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('set.zip');
});
