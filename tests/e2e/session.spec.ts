/** One session with a camera: start, tasks, pause, turning the phone, hiding the tab, stop. */
import { expect, test } from './app-test';
import { canvasOf, expectNewFrames, expectRest, listedReport, startButton, startCamera, taskButton } from './stage';

test('the camera starts on a press, and the tasks can be on alone or together', async ({ page }) => {
  const report = await startCamera(page);
  expect(report.frame).toEqual({ width: 640, height: 480 });
  await expect(canvasOf(page)).toBeVisible();
  await expect(startButton(page)).toBeHidden();
  await expect(taskButton(page, 'Detect')).toHaveAttribute('aria-pressed', 'true');

  await taskButton(page, 'Portrait').click();
  await expect.poll(async () => (await listedReport(page))?.masked, { timeout: 60_000 }).toBe(true);
  await taskButton(page, 'Classify').click();
  await expect
    .poll(async () => (await listedReport(page))?.classifications.length, { timeout: 60_000 })
    .toBeGreaterThan(0);
  await expect(page.getByRole('list', { name: 'In the middle' })).toHaveCount(1);
  // A frame that shows earlier answers has none of its own.
  await expect
    .poll(async () => Object.keys((await listedReport(page))?.inferMs ?? {}).sort(), { timeout: 60_000 })
    .toEqual(['classify', 'detect', 'portrait']);

  for (const task of ['Detect', 'Portrait', 'Classify'] as const) await taskButton(page, task).click();
  await expect.poll(async () => Object.keys((await listedReport(page))?.inferMs ?? { none: 0 })).toEqual([]);
  await expectNewFrames(page);
});

test('pause holds the picture, continue goes on, stop gives the camera back', async ({ page }) => {
  await startCamera(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expectRest(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectNewFrames(page);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(startButton(page)).toBeVisible();
});

test('turning the phone keeps the picture whole and running', async ({ page }) => {
  await startCamera(page);
  for (const size of [
    { width: 844, height: 390 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    await expectNewFrames(page);
    const box = await canvasOf(page).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(size.width + 0.5);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height + 0.5);
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(4 / 3, 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});

test('a hidden tab rests, and the picture goes on when it is shown', async ({ page }) => {
  await startCamera(page);
  const setHidden = (hidden: boolean): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      Object.defineProperty(document, 'visibilityState', {
        configurable: true,
        get: () => (value ? 'hidden' : 'visible'),
      });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await setHidden(true);
  await expectRest(page);
  await setHidden(false);
  await expectNewFrames(page);
});

test('the figures overlay is off at first and tells engine, threads and size when on', async ({ page }) => {
  await startCamera(page);
  await expect(page.getByText('FPS')).toHaveCount(0);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Show speed and engine').click();
  await page.keyboard.press('Escape');
  const figures = page.locator('sightline-stats-overlay');
  await expect(figures).toContainText('640 × 480');
  await expect(figures).toContainText(/WASM/i);
  // As a first visitor has it, the detector alone is on.
  await expect(figures).toContainText('8-bit integers');
});
