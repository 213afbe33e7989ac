/** The fake camera plays real footage: people walk through a room and are found. */
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { cameraClip, demoClip, hasFfmpeg, mediaFile } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { expectNewFrames, listedReport, startCamera } from './stage';

const people = mediaFile('one-by-one-person-detection.mp4');
const source = people ?? demoClip();
const possible = source !== undefined && hasFfmpeg();
// From second 10 somebody is in the room; half a minute is enough and keeps the file small.
const clip = possible
  ? cameraClip(people ? 'people' : 'demo', source, 'scale=640:-2,fps=10', people ? ['-ss', '10', '-t', '30'] : [])
  : undefined;

test.skip(!possible, 'needs ffmpeg, and SIGHTLINE_MEDIA or the demo clip');
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(clip)] } });

test('people in real footage are found, inside the frame, and named to screen readers', async ({ page }) => {
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
