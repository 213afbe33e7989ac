/** What the end-to-end tests do and see on the page, by role and label. */
import type { Locator, Page } from 'playwright/test';
import type { FrameReport } from '../../models/contract';
import { expect } from './app-test';

export const startButton = (page: Page): Locator => page.getByRole('button', { name: 'Start camera' });
export const canvasOf = (page: Page): Locator => page.locator('canvas[role=img]');
export const taskButton = (page: Page, name: 'Detect' | 'Portrait' | 'Classify'): Locator =>
  page.getByRole('button', { name, exact: true });

/** Newest report that the page listed; it changes once a second. */
export async function listedReport(page: Page): Promise<FrameReport | undefined> {
  return page.locator('sightline-scene-list').evaluate((list: HTMLElement & { report?: FrameReport }) => list.report);
}

/** Waits for a picture and gives its report. A first start loads and compiles the runtime and a network. */
export async function firstReport(page: Page): Promise<FrameReport> {
  let report: FrameReport | undefined;
  await expect
    .poll(async () => (report = await listedReport(page)) !== undefined, {
      timeout: 60_000,
      message: 'a first picture',
    })
    .toBe(true);
  return report as unknown as FrameReport;
}

/** Waits until frames after this moment are listed. */
export async function expectNewFrames(page: Page): Promise<void> {
  const before = (await listedReport(page))?.seq ?? -1;
  await expect
    .poll(async () => (await listedReport(page))?.seq ?? -1, { message: 'new frames' })
    .toBeGreaterThan(before);
}

/** A running picture is listed anew every second; this long without is rest. */
const STILL_MS = 3_000;

/** Waits until no new frame has been listed for a while. What was in flight may still arrive. */
export async function expectRest(page: Page): Promise<void> {
  let last = (await listedReport(page))?.seq;
  let sinceMs = Date.now();
  await expect
    .poll(
      async () => {
        const seq = (await listedReport(page))?.seq;
        if (seq !== last) sinceMs = Date.now();
        last = seq;
        return Date.now() - sinceMs >= STILL_MS;
      },
      { message: 'rest', intervals: [250] },
    )
    .toBe(true);
}

/**
 * Boxes from this score on are shown. Tests of the way from picture to box use it: how sure the weights are is the
 * business of `npm run evaluate`.
 */
export async function showBoxesFrom(page: Page, scoreThreshold: number): Promise<void> {
  await page.addInitScript(
    (value) => localStorage.setItem('sightline.preferences', JSON.stringify({ scoreThreshold: value })),
    scoreThreshold,
  );
}

export async function startCamera(page: Page, address = '/'): Promise<FrameReport> {
  await page.goto(address);
  await startButton(page).click();
  return firstReport(page);
}

/** What the canvas shows, as PNG. */
export async function picture(page: Page): Promise<Buffer> {
  return canvasOf(page).screenshot();
}

export async function openFile(
  page: Page,
  file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a photo or video' }).first().click();
  await (await chooser).setFiles(file);
}
