/** Boxes where they belong: the fake camera shows a person at a known place, and boxes are looked for there. */
import type { Box } from '../../models/contract';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { cameraClip, hasFfmpeg, mediaFile } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { differenceBox, overlap } from './picture-difference';
import { firstReport, listedReport, picture, startCamera, taskButton } from './stage';

const FRAME = { width: 640, height: 480 };
/** The portrait, 360 px square, lies here on a grey frame. */
const PORTRAIT: Box = { x: 250, y: 100, width: 360, height: 360 };
/** The woman fills the portrait from its left edge to 0.82 of its width (measured on the picture), whole height. */
const PERSON: Box = { ...PORTRAIT, width: 0.82 * PORTRAIT.width };

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
  const drawn = await differenceBox(page, withBoxes, await picture(page));
  const all = report.detections.map(({ boxFramePx }) => boxFramePx);
  const left = Math.min(...all.map(({ x }) => x));
  const right = Math.max(...all.map(({ x, width }) => x + width));
  const top = Math.min(...all.map(({ y }) => y));
  const bottom = Math.max(...all.map(({ y, height }) => y + height));
  const mirrored: Box = {
    x: (FRAME.width - right) / FRAME.width,
    y: top / FRAME.height,
    width: (right - left) / FRAME.width,
    height: (bottom - top) / FRAME.height,
  };
  // The label's plate may stand a line above its box.
  expect(drawn && overlap(drawn, mirrored), JSON.stringify({ drawn, mirrored })).toBeGreaterThan(0.8);
});
