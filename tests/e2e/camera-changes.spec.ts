/** Two cameras: one is exchanged for the other, and one is unplugged. */
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { expect, test } from './app-test';
import { expectNewFrames, startCamera } from './stage';

interface Probe {
  tracks: MediaStreamTrack[];
}
declare global {
  interface Window {
    /** Every track the page was given, so that a test can take one away. */
    probe: Probe;
  }
}

const args = [...QUIET, ...fakeCamera().filter((arg) => !arg.startsWith('--use-fake-device'))];
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: [...args, '--use-fake-device-for-media-stream=device-count=2'],
  },
});

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    window.probe = { tracks: [] };
    const media = navigator.mediaDevices;
    const open = media.getUserMedia.bind(media);
    media.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      window.probe.tracks.push(...stream.getTracks());
      return stream;
    };
  });
});

const openTracks = (page: Parameters<typeof startCamera>[0]): Promise<string[]> =>
  page.evaluate(() => window.probe.tracks.filter(({ readyState }) => readyState === 'live').map(({ label }) => label));

test('another camera can be chosen, and only one is ever open', async ({ page }) => {
  await startCamera(page);
  const [first] = await openTracks(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Which camera' }).click();
  const other = first === 'fake_device_0' ? 'fake_device_1' : 'fake_device_0';
  await page.getByRole('option', { name: other }).click();
  await expect.poll(() => openTracks(page)).toEqual([other]);
  await page.keyboard.press('Escape');
  await expectNewFrames(page);
});

test('an unplugged camera is named, and starting again works', async ({ page }) => {
  await startCamera(page);
  await page.evaluate(() => {
    const track = window.probe.tracks.at(-1);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The camera stopped');
  await alert.getByRole('button', { name: 'Start camera' }).click();
  await expectNewFrames(page);
  await expect(alert).not.toContainText('stopped');
});
