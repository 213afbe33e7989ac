/**
 * What is to be hidden is hidden: before the first mask, where the network fails and where the worker dies, for every effect.
 * The camera shows stripes; the pixels of every picture shown are read, and so is what is saved.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { stripedCamera } from '../tools/striped-camera.ts';
import { expect, test } from './app-test';
import { BACKGROUNDS, chooseEffect, keepEffect, type Background } from './effects';
import { HIDDEN, readWatch, SHARP, sharpnessOf, watchCanvas } from './sharpness';
import { expectRest, listedReport, openFile, startButton, taskButton } from './stage';

const camera = await stripedCamera();
// A service worker would answer before the faults that are put into requests here.
test.use({
  serviceWorkers: 'block',
  launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(camera)] },
});

const WEIGHTS = '**/unet-portrait*.onnx';

async function start(page: Page, address = '/?task=portrait'): Promise<void> {
  await watchCanvas(page);
  await page.goto(address);
  await startButton(page).click();
}

/** Waits for pictures, and gives the sharpest of all that were shown since the last reading. */
async function sharpestShown(page: Page, pictures = 10): Promise<number> {
  let sharpest = 0;
  let seen = 0;
  await expect
    .poll(
      async () => {
        const watched = await readWatch(page);
        sharpest = Math.max(sharpest, watched.sharpest);
        return (seen += watched.pictures);
      },
      { timeout: 60_000, message: 'pictures' },
    )
    .toBeGreaterThanOrEqual(pictures);
  return sharpest;
}

async function savedPicture(page: Page): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a picture' }).click();
  return readFileSync(await (await download).path());
}

test('the measure sees the stripes where nothing is hidden', async ({ page }) => {
  await start(page, '/?task=');
  await expect.poll(async () => (await readWatch(page)).sharpest, { timeout: 60_000 }).toBeGreaterThan(SHARP);
  expect(await sharpnessOf(page, await savedPicture(page))).toBeGreaterThan(SHARP);
});

test('before the first mask nothing can be made out, with any effect, shown or saved', async ({ page }) => {
  test.setTimeout(180_000);
  // The weights never come.
  await page.route(WEIGHTS, () => undefined);
  await start(page);
  expect(await sharpestShown(page)).toBeLessThan(HIDDEN);
  for (const background of BACKGROUNDS) {
    await chooseEffect(page, background);
    expect(await sharpestShown(page), background).toBeLessThan(HIDDEN);
    expect(await sharpnessOf(page, await savedPicture(page)), `${background}, saved`).toBeLessThan(HIDDEN);
    expect((await listedReport(page))?.masked, 'the weights never came').toBe(false);
  }
});

test('a photo does not stay sharp while the network that will hide its background is on its way', async ({ page }) => {
  await page.route(WEIGHTS, () => undefined);
  await start(page, '/?task=');
  await expect.poll(async () => (await readWatch(page)).sharpest, { timeout: 60_000 }).toBeGreaterThan(SHARP);
  const stripes = await savedPicture(page);
  await page.goto('/?task=');
  await openFile(page, { name: 'stripes.png', mimeType: 'image/png', buffer: stripes });
  await expectRest(page);
  expect(await sharpnessOf(page, await savedPicture(page))).toBeGreaterThan(SHARP);
  await taskButton(page, 'Portrait').click();
  await expect.poll(async () => sharpnessOf(page, await savedPicture(page)), { timeout: 20_000 }).toBeLessThan(HIDDEN);
});

const FAILURES: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['is missing', (page) => page.route(WEIGHTS, (route) => route.fulfill({ status: 404, body: 'not here' }))],
  ['is damaged', (page) => page.route(WEIGHTS, (route) => route.fulfill({ status: 200, body: 'not ONNX at all' }))],
];

for (const [what, fail] of FAILURES) {
  test(`where the network ${what}, the picture stays hidden and the reason is said`, async ({ page }) => {
    test.setTimeout(180_000);
    await fail(page);
    await start(page);
    await expect(page.getByRole('alert')).toContainText(/model/i, { timeout: 60_000 });
    for (const background of BACKGROUNDS) {
      await chooseEffect(page, background);
      expect(await sharpestShown(page), background).toBeLessThan(HIDDEN);
      expect((await listedReport(page))?.masked, 'the network failed').toBe(false);
    }
    expect(await sharpnessOf(page, await savedPicture(page))).toBeLessThan(HIDDEN);
  });
}

/**
 * Makes the worker die after some pictures, as a crash would, and each of its successors too.
 * @returns how often it was started
 */
async function killWorker(page: Page, how: 'throws' | 'closes'): Promise<() => number> {
  let starts = 0;
  const fatal = how === 'throws' ? 'throw new Error("killed by a test")' : 'self.close()';
  const wrap = `{
    const post = self.postMessage.bind(self);
    let reports = 0;
    self.postMessage = (message, ...rest) => {
      post(message, ...rest);
      if (message?.type === 'report' && ++reports === ${PICTURES_BEFORE_DEATH}) setTimeout(() => { ${fatal}; });
    };
  }`;
  await page.route('**/vision.worker-*.js', async (route) => {
    starts += 1;
    const response = await route.fetch();
    await route.fulfill({ response, body: `${wrap}\n${await response.text()}` });
  });
  return () => starts;
}

const PICTURES_BEFORE_DEATH = 15;
const kept: readonly Background[] = BACKGROUNDS.filter((name) => name !== 'Picture' && name !== 'Video');

for (const how of ['throws', 'closes'] as const) {
  test(`a worker that ${how} leaves nothing sharp behind`, async ({ page }) => {
    test.setTimeout(300_000);
    // Dead before any mask: the weights never come.
    await page.route(WEIGHTS, () => undefined);
    const starts = await killWorker(page, how);
    await watchCanvas(page);
    for (const background of kept) {
      const before = starts();
      await keepEffect(page, background);
      await page.goto('/?task=portrait');
      await startButton(page).click();
      let sharpest = await sharpestShown(page, PICTURES_BEFORE_DEATH);
      // Through death and, after a crash, the restart.
      if (how === 'throws') await expect.poll(() => starts() - before, { timeout: 60_000 }).toBeGreaterThan(1);
      await page.waitForTimeout(2_000);
      sharpest = Math.max(sharpest, (await readWatch(page)).sharpest);
      expect(sharpest, background).toBeLessThan(HIDDEN);
    }
  });
}
