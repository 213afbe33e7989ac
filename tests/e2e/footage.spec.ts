/** The fake camera plays footage: people walk through a room, or the figure of the demo clip walks in, and are found. */
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { cameraClip, demoCameraClip, hasFfmpeg, mediaFile } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { expectNewFrames, listedReport, startCamera } from './stage';

const people = hasFfmpeg() ? mediaFile('one-by-one-person-detection.mp4') : undefined;
// From second 10 somebody is in the room; half a minute is enough and keeps the file small.
const clip = people ? cameraClip('people', people, 'scale=640:-2,fps=10', ['-ss', '10', '-t', '30']) : demoCameraClip();

test.skip(clip === undefined, 'needs SIGHTLINE_MEDIA and ffmpeg, or tests/fixtures/camera.mjpeg');
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(clip)] } });

test('people in footage are found, inside the frame, and named to screen readers', async ({ page }) => {
  const { frame } = await startCamera(page, '/?task=detect');
  await expect
    .poll(async () => (await listedReport(page))?.detections.some(({ label }) => label === 'person'), {
      timeout: 45_000,
    })
    .toBe(true);
  for (const { boxFramePx: box, score } of (await listedReport(page))?.detections ?? []) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(frame.width + 0.5);
    expect(box.y + box.height).toBeLessThanOrEqual(frame.height + 0.5);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(1);
  }
  await expectNewFrames(page);
});
