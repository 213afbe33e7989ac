/**
 * Networks answer on the GPU in the running app, and nothing but answers comes back to JavaScript. The GPU is emulated: half a minute
 * and more goes by until a network is compiled, and a second or more until it answers.
 */
import type { Page } from 'playwright/test';
import { demoCameraClip } from '../tools/footage.ts';
import { expect, test } from './app-test';
import {
  deviceLives,
  emulatedGpu,
  firstPicture,
  heard,
  loseDevice,
  readBack,
  untilCompiled,
  watchGpu,
} from './emulated-gpu';
import { listedReport, startButton } from './stage';

test.skip(demoCameraClip() === undefined, 'needs tests/fixtures/camera.mjpeg');
test.use(emulatedGpu(demoCameraClip()));
test.setTimeout(900_000);

type Task = 'classify' | 'portrait' | 'detect';

/** What may come back a picture: a hundred boxes are 2.4 kB, the classifier's answers 1. */
const MOST_BYTES = 4_096;
const COMPILE_MS = 400_000;

async function start(page: Page, task: Task): Promise<void> {
  await page.addInitScript(() => {
    const models = { detect: 'yolo-256', portrait: 'unet-portrait-wide', classify: 'resnet' };
    // The governor would exchange networks half-way on anything so slow; how sure the weights are is not the question here.
    const preferences = { models, automaticQuality: false, scoreThreshold: 0.1 };
    localStorage.setItem('sightline.preferences', JSON.stringify(preferences));
  });
  // A mask half a second old is not shown, and here none is younger: each picture waits for its own.
  await watchGpu(page, 'aligned');
  await page.goto(`/?task=${task}&engine=webgpu&stats`);
  await startButton(page).click();
  await firstPicture(page);
  await expect(page.locator('sightline-stats-overlay')).toContainText('WebGPU');
  await untilCompiled(page, COMPILE_MS);
}

/** Waits for an answer, and looks at what came back from the GPU for it. */
async function answeredBy(page: Page, task: Task): Promise<void> {
  const asked = async (): Promise<string[]> => Object.keys((await listedReport(page))?.inferMs ?? {});
  await expect.poll(asked, { timeout: COMPILE_MS, message: `an answer for ${task}` }).toContain(task);
  const { mostBytes, paths, pictures } = await readBack(page);
  const description = `${task}: at most ${mostBytes} bytes a picture, of ${pictures} pictures`;
  test.info().annotations.push({ type: 'read back', description });
  console.log(description);
  expect(pictures).toBeGreaterThan(0);
  expect(paths).toEqual(['gpu']);
  expect(mostBytes).toBeLessThanOrEqual(MOST_BYTES);
  expect((await heard(page)).filter(({ type }) => type === 'fault')).toEqual([]);
}

/** It was the GPU to the end: nothing else took over while a test waited. */
async function expectStillOnGpu(page: Page): Promise<void> {
  expect(await heard(page)).toEqual([]);
  expect((await readBack(page)).paths).toEqual(['gpu']);
  await expect(page.locator('sightline-stats-overlay')).toContainText('WebGPU');
}

test('labels, and again after the GPU was lost', async ({ page }) => {
  await start(page, 'classify');
  await answeredBy(page, 'classify');
  await expect.poll(async () => (await listedReport(page))?.classifications.length ?? 0).toBeGreaterThan(0);
  await page.screenshot({ path: test.info().outputPath('labels.png') });

  await loseDevice(page);
  const lives = async (): Promise<number> => (await deviceLives(page)).length;
  await expect.poll(lives, { timeout: 60_000 }).toBe(2);
  await expect.poll(async () => (await deviceLives(page))[1]?.pictures ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  await answeredBy(page, 'classify');
  // Nobody was told of a network that failed: none did.
  expect((await heard(page)).map(({ type, remedy }) => [type, remedy])).toEqual([['gpu-trouble', 'rebuild']]);
  await expect(page.locator('sightline-stats-overlay')).toContainText('WebGPU');
});

test('a mask', async ({ page }) => {
  await start(page, 'portrait');
  await answeredBy(page, 'portrait');
  await expect.poll(async () => (await listedReport(page))?.masked, { timeout: 60_000 }).toBe(true);
  await page.screenshot({ path: test.info().outputPath('mask.png') });
  await expectStillOnGpu(page);
});

test('boxes', async ({ page }) => {
  await start(page, 'detect');
  await answeredBy(page, 'detect');
  const boxes = async (): Promise<number> => (await listedReport(page))?.detections.length ?? 0;
  await expect.poll(boxes, { timeout: 60_000 }).toBeGreaterThan(0);
  await page.screenshot({ path: test.info().outputPath('boxes.png') });
  await expectStillOnGpu(page);
});
