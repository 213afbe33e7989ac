/** Boxes where they belong: the fake camera shows a person at a known place, and boxes are looked for there. */
import type { Box } from '../../models/contract';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { cameraClip, hasFfmpeg, mediaFile } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { outlineShown, overlap } from './picture-difference';
import { firstReport, listedReport, picture, showBoxesFrom, startCamera, taskButton } from './stage';

const FRAME = { width: 640, height: 480 };
/** The portrait, 360 px square, lies here on a grey frame. */
const PORTRAIT: Box = { x: 250, y: 100, width: 360, height: 360 };
/** The astronaut without the helmet beside her, measured on the picture: from 0.02 to 0.74 of its width, whole height. */
const PERSON: Box = { ...PORTRAIT, x: PORTRAIT.x + 0.02 * PORTRAIT.width, width: 0.72 * PORTRAIT.width };

const portrait = mediaFile('astronaut.png');
const possible = portrait !== undefined && hasFfmpeg();
const clip = possible
  ? cameraClip(
      'portrait-at-right',
      portrait,
      `scale=${PORTRAIT.width}:${PORTRAIT.height},pad=${FRAME.width}:${FRAME.height}:${PORTRAIT.x}:${PORTRAIT.y}:color=0x808080`,
      ['-loop', '1', '-framerate', '10', '-t', '2'],
    )
  : undefined;

test.skip(!possible, 'needs SIGHTLINE_MEDIA with astronaut.png, and ffmpeg');
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(clip)] } });

test('a person is found where she is, and the box is drawn there, mirrored for the front camera', async ({ page }) => {
  await showBoxesFrom(page, 0.3);
  await startCamera(page, '/?task=detect');
  await expect
    .poll(async () => (await listedReport(page))?.detections.map(({ label }) => label), { message: 'a person' })
    .toContain('person');
  const report = await firstReport(page);
  expect(report.frame).toEqual(FRAME);
  const people = report.detections.filter(({ label }) => label === 'person');
  const best = people.reduce((a, b) => (b.score > a.score ? b : a));
  expect(overlap(best.boxFramePx, PERSON), JSON.stringify(best)).toBeGreaterThan(0.6);

  await expect(page.getByRole('list', { name: 'Detected' })).toContainText('person');

  const withBoxes = await picture(page);
  await taskButton(page, 'Detect').click();
  await expect.poll(async () => (await listedReport(page))?.detections.length).toBe(0);
  const pictures = [withBoxes, await picture(page)] as const;
  const { x, y, width, height } = best.boxFramePx;
  const asSeen = { x: x / FRAME.width, y: y / FRAME.height, width: width / FRAME.width, height: height / FRAME.height };
  const mirrored = { ...asSeen, x: 1 - asSeen.x - asSeen.width };
  expect(await outlineShown(page, pictures, mirrored)).toBeGreaterThan(0.7);
  expect(
    await outlineShown(page, pictures, asSeen),
    'the box must not stand where it is without the mirror',
  ).toBeLessThan(0.5);
});
