/** Photos, videos and files that are neither: each is shown or refused in plain words, and the app goes on. */
import { mediaFile, demoClip } from '../tools/footage.ts';
import { expect, test } from './app-test';
import { expectNewFrames, firstReport, listedReport, openFile, showBoxesFrom, startButton, startCamera } from './stage';

test('a photo is looked at', async ({ page }) => {
  const photo = mediaFile('astronaut.png');
  test.skip(photo === undefined, 'needs SIGHTLINE_MEDIA with astronaut.png');
  await showBoxesFrom(page, 0.3);
  await page.goto('/?task=detect');
  await openFile(page, photo ?? '');
  const report = await firstReport(page);
  expect(report.frame).toEqual({ width: 512, height: 512 });
  // The picture is shown at once and looked at again when the detector has loaded.
  await expect
    .poll(async () => (await listedReport(page))?.detections.map(({ label }) => label), { message: 'a person' })
    .toContain('person');
});

test('the demo clip plays and is looked at', async ({ page }) => {
  test.skip(demoClip() === undefined, 'the demo clip is not there');
  await page.goto('/?task=detect');
  await page.getByRole('button', { name: 'Try the demo clip' }).click();
  const report = await firstReport(page);
  expect(report.frame.width).toBeGreaterThan(report.frame.height);
  await expectNewFrames(page);
});

const BAD = [
  {
    what: 'a text file',
    file: { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') },
    says: 'not a photo',
  },
  { what: 'an empty photo', file: { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, says: 'empty' },
  {
    what: 'a damaged photo',
    file: { name: 'b.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 1, 2, 3]) },
    says: 'cannot be read',
  },
  {
    what: 'a damaged video',
    file: { name: 'c.mp4', mimeType: 'video/mp4', buffer: Buffer.from('not a video at all') },
    says: 'cannot be played',
  },
] as const;

for (const { what, file, says } of BAD) {
  test(`${what} gets a plain message, and the camera can still be started`, async ({ page }) => {
    await page.goto('/');
    await openFile(page, file);
    await expect(page.getByRole('alert')).toContainText(says);
    await expect(startButton(page)).toBeEnabled();
    await startCamera(page);
  });
}
