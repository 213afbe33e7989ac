/** The portrait on somebody else's page: a processed track through a real peer connection, the processor's shape, the element. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { PortraitProcessor } from '../../src/output/livekit';
import type { createPortraitTrack, PortraitTrack } from '../../src/output/track';
import { QUIET, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { demoCameraClip } from '../tools/footage.ts';
import { DIST_LIB, type PlainServer } from '../tools/plain-server.ts';
import { expect, test } from './app-test';
import { installProbe, LIBRARY_PAGE } from './library-page';

interface Probe {
  open(): Promise<MediaStreamTrack>;
  loop(track: MediaStreamTrack): Promise<{ received: MediaStreamTrack; close: () => void }>;
  play(track: MediaStreamTrack): Promise<HTMLVideoElement>;
  coloured(video: HTMLVideoElement, color: readonly [number, number, number]): { corners: number; whole: number };
}
interface LibraryWindow {
  readonly probe: Probe;
  readonly createPortraitTrack: typeof createPortraitTrack;
  readonly PortraitProcessor: typeof PortraitProcessor;
  /** Of the running test. */
  portrait: PortraitTrack;
  processor: PortraitProcessor;
  video: HTMLVideoElement;
}
declare const window: LibraryWindow & Window & typeof globalThis;

const built = existsSync(join(DIST_LIB, 'sightline-portrait.js'));
test.skip(!built, 'needs `npm run build:lib`');
test.use({ launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera(demoCameraClip())] } });

async function openPage(page: Page, host: PlainServer): Promise<void> {
  host.overrides.set('page.html', LIBRARY_PAGE);
  await page.addInitScript(installProbe);
  await page.goto(`${host.url}page.html`);
  await page.waitForFunction(() => 'createPortraitTrack' in window);
}

const GREEN = [0, 200, 0] as const;
const share = (page: Page): Promise<{ corners: number; whole: number }> =>
  page.evaluate((color) => window.probe.coloured(window.video, color), GREEN);

test('a processed track arrives at the other end of a call: the room is green, the person is not', async ({
  page,
  libraryHost,
}) => {
  await openPage(page, libraryHost);
  await page.evaluate(async () => {
    window.portrait = window.createPortraitTrack(await window.probe.open(), {
      background: { kind: 'color', color: '#00c800' },
    });
    const { received } = await window.probe.loop(window.portrait.track);
    window.video = await window.probe.play(received);
    await window.portrait.ready;
  });
  await expect.poll(async () => (await share(page)).corners, { timeout: 60_000 }).toBeGreaterThan(0.9);
  // The figure of the clip walks in and out; while it is there, part of the picture is not green.
  await expect.poll(async () => (await share(page)).whole, { timeout: 60_000 }).toBeLessThan(0.97);
  const { width, height, masked, provider, fps } = await page.evaluate(() => window.portrait.stats);
  expect([width, height, masked, provider]).toEqual([640, 480, true, 'wasm']);
  expect(fps).toBeGreaterThan(0);

  await page.evaluate(() => window.portrait.update({ background: { kind: 'black' } }));
  await expect.poll(async () => (await share(page)).corners, { timeout: 20_000 }).toBeLessThan(0.1);

  await page.evaluate(() => window.portrait.stop());
  expect(await page.evaluate(() => window.portrait.track.readyState)).toBe('ended');
});

test('until the network is there the track shows nothing sharp, and options that mean nothing are refused', async ({
  page,
  libraryHost,
}) => {
  await page.route('**/unet-portrait*.onnx', (route) => route.fulfill({ status: 404, body: 'not here' }));
  await openPage(page, libraryHost);
  const refused = await page.evaluate(async () => {
    const track = await window.probe.open();
    const messages: string[] = [];
    const attempt = (act: () => unknown): void => {
      try {
        act();
      } catch (error) {
        messages.push(String(error));
      }
    };
    attempt(() => window.createPortraitTrack(track, { strength: 7 }));
    attempt(() => window.createPortraitTrack(track, { background: { kind: 'color', color: 'green' } }));
    const portrait = window.createPortraitTrack(track);
    await portrait.ready.catch((error: unknown) => messages.push(String(error)));
    return { messages, state: portrait.track.readyState, source: track.readyState };
  });
  expect(refused.messages[0]).toContain('from 0 to 1');
  expect(refused.messages[1]).toContain('six hexadecimal digits');
  expect(refused.messages[2]).toContain('404');
  // A track without its network would only ever be hidden: it ends, and the camera stays with whoever opened it.
  expect([refused.state, refused.source]).toEqual(['ended', 'live']);
});

test('the processor has the shape that a call client uses: init, restart, update, destroy', async ({
  page,
  libraryHost,
}) => {
  await openPage(page, libraryHost);
  await page.evaluate(async () => {
    window.processor = new window.PortraitProcessor({ background: { kind: 'color', color: '#00c800' } });
    await window.processor.init({ track: await window.probe.open() });
    const first = window.processor.processedTrack;
    await window.processor.restart({ track: await window.probe.open() });
    if (first?.readyState !== 'ended') throw new Error('the former processed track goes on');
    const { processedTrack } = window.processor;
    if (!processedTrack) throw new Error('no processed track');
    const { received } = await window.probe.loop(processedTrack);
    window.video = await window.probe.play(received);
  });
  await expect.poll(async () => (await share(page)).corners, { timeout: 60_000 }).toBeGreaterThan(0.9);
  const after = await page.evaluate(async () => {
    await window.processor.destroy();
    return { name: window.processor.name, track: window.processor.processedTrack ?? null };
  });
  expect(after).toEqual({ name: 'sightline-portrait', track: null });
});

test('the element starts when put into a page and follows its attributes', async ({ page, libraryHost }) => {
  await openPage(page, libraryHost);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        document.body.innerHTML = '<sightline-portrait effect="color" color="#00c800" label="Me"></sightline-portrait>';
        const element = document.querySelector('sightline-portrait');
        element?.addEventListener('sightline-portrait-ready', () => resolve());
        element?.addEventListener('sightline-portrait-error', (event) =>
          reject(new Error(JSON.stringify((event as CustomEvent).detail))),
        );
      }),
  );
  const picture = page.getByRole('img', { name: 'Me' });
  await expect(picture).toBeVisible();
  const corner = async (): Promise<string> => {
    const png = await picture.screenshot();
    return page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context?.drawImage(bitmap, -8, -8);
      return String(context?.getImageData(0, 0, 1, 1).data.slice(0, 3));
    }, png.toString('base64'));
  };
  await expect.poll(corner, { timeout: 60_000 }).toBe('0,200,0');
  await page.evaluate(() => document.querySelector('sightline-portrait')?.setAttribute('effect', 'black'));
  await expect.poll(corner).toBe('0,0,0');
  const message = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const element = document.querySelector('sightline-portrait');
        element?.addEventListener('sightline-portrait-error', (event) =>
          resolve((event as CustomEvent<{ message: string }>).detail.message),
        );
        element?.setAttribute('effect', 'sepia');
      }),
  );
  expect(message).toContain('there is no effect “sepia”');
});
