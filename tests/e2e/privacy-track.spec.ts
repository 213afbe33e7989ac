/** What is sent: pictures at the other end of a call before the first mask, in a page whose animation frames never come. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { createPortraitTrack, PortraitTrack } from '../../src/output/track';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { DIST_LIB } from '../tools/plain-server.ts';
import { stripedCamera } from '../tools/striped-camera.ts';
import { expect, test } from './app-test';
import { installProbe, LIBRARY_PAGE } from './library-page';
import { HIDDEN, SHARP, watchCanvas } from './sharpness';

interface TrackWindow {
  readonly probe: {
    open(): Promise<MediaStreamTrack>;
    loop(track: MediaStreamTrack): Promise<{ received: MediaStreamTrack }>;
    play(track: MediaStreamTrack): Promise<HTMLVideoElement>;
  };
  readonly createPortraitTrack: typeof createPortraitTrack;
  readonly stripesIn: (source: CanvasImageSource, width: number, height: number) => number;
  portrait: PortraitTrack;
  video: HTMLVideoElement;
}
declare const window: TrackWindow & Window & typeof globalThis;

test.skip(!existsSync(join(DIST_LIB, 'sightline-portrait.js')), 'needs `npm run build:lib`');
const camera = await stripedCamera();
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(camera)] } });

const EFFECTS = [
  { kind: 'blur', shape: 'gaussian' },
  { kind: 'blur', shape: 'disc' },
  { kind: 'spotlight' },
  { kind: 'picture' },
  { kind: 'video' },
  { kind: 'color', color: '#2f6f5e' },
  { kind: 'black' },
  { kind: 'transparent' },
] as const;

test('nothing sharp is ever sent before the first mask, with any effect and without animation frames', async ({
  page,
  libraryHost,
}) => {
  test.setTimeout(180_000);
  await page.route('**/unet-portrait*.onnx', () => undefined);
  // As in a hidden tab, in the page and in its worker.
  const never = 'self.requestAnimationFrame = () => 0;';
  await page.route('**/vision.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${never}\n${await response.text()}` });
  });
  libraryHost.overrides.set('page.html', LIBRARY_PAGE);
  await watchCanvas(page);
  await page.addInitScript(installProbe);
  await page.addInitScript(never);
  await page.goto(`${libraryHost.url}page.html`);
  await page.waitForFunction(() => 'createPortraitTrack' in window);

  const raw = await page.evaluate(async () => {
    const source = await window.probe.open();
    const shown = await window.probe.play(source);
    const sharp = window.stripesIn(shown, shown.videoWidth, shown.videoHeight);
    window.portrait = window.createPortraitTrack(source);
    window.video = await window.probe.play((await window.probe.loop(window.portrait.track)).received);
    return sharp;
  });
  expect(raw, 'the measure sees the stripes').toBeGreaterThan(SHARP);

  for (const background of EFFECTS) {
    const { sharpest, frames } = await page.evaluate(async (effect) => {
      void window.portrait.update({ background: effect });
      const before = window.video.getVideoPlaybackQuality().totalVideoFrames;
      let most = 0;
      const end = performance.now() + 4_000;
      while (performance.now() < end) {
        most = Math.max(most, window.stripesIn(window.video, window.video.videoWidth, window.video.videoHeight));
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      return { sharpest: most, frames: window.video.getVideoPlaybackQuality().totalVideoFrames - before };
    }, background);
    expect(frames, `pictures sent, ${background.kind}`).toBeGreaterThan(0);
    expect(sharpest, background.kind).toBeLessThan(HIDDEN);
  }
});
