/**
 * Takes the pictures of the install sheet and the README: `npm run build && npx tsx tests/tools/make-screenshots.ts`.
 * They show the built app on the project's own demo clip; run it again when the page, the clip or the weights change.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import type { FrameReport, TaskId } from '../../models/contract.ts';
import { QUIET } from './chromium-args.ts';
import { findBrowser } from './find-browser.ts';
import { demoClip } from './footage.ts';
import { plainServer } from './plain-server.ts';
import { SCREENSHOTS, SCREENSHOT_FOLDER, type Screenshot } from './screenshots.ts';

/** The first picture comes after the runtime has compiled, which takes long on a busy machine. */
const FIRST_PICTURE_MS = 120_000;
/** A moment sought in the clip is decoded, looked at and listed by then; the page lists once a second. */
const SETTLE_MS = 1_800;
/** Seconds between the moments of the clip that are tried. */
const STEP_S = 0.75;

/** How much of a task's work a moment shows; 0 where nobody would see it. */
function worth(task: TaskId, report: FrameReport): number {
  switch (task) {
    case 'detect':
      return report.detections.reduce((sum, { score }) => sum + score, 0);
    case 'portrait':
      return report.masked ? 1 : 0;
    case 'classify':
      return report.classifications[0]?.score ?? 0;
  }
}

/**
 * Stops the clip at a moment, seconds, and gives what was made of it. It plays up to there, around its end if need be: the
 * plain server cannot seek, and a stopped video presents no picture.
 */
async function lookAt(page: Page, atS: number): Promise<FrameReport | undefined> {
  await page.locator('video.sightline-offscreen').evaluate(async (video: HTMLVideoElement, at) => {
    const LATE_S = 0.5;
    await video.play();
    while (video.currentTime < at || video.currentTime > at + LATE_S)
      await new Promise((resolve) => setTimeout(resolve, 10));
    video.pause();
  }, atS);
  await page.waitForTimeout(SETTLE_MS);
  return page
    .locator('sightline-scene-list')
    .evaluate((list: HTMLElement & { readonly report?: FrameReport }) => list.report);
}

/** The moment, seconds, that shows most of the task. @throws Error where none shows anything. */
async function bestMoment(page: Page, task: TaskId): Promise<number> {
  // The clip's second shot, head and shoulders, is nearest at this moment.
  if (task === 'portrait') return 9;
  const seconds = await page.locator('video.sightline-offscreen').evaluate((video: HTMLVideoElement) => video.duration);
  let best = { atS: 0, worth: 0 };
  for (let at = STEP_S / 2; at < seconds - STEP_S / 2; at += STEP_S) {
    const report = await lookAt(page, at);
    const found = report ? worth(task, report) : 0;
    if (found > best.worth) best = { atS: at, worth: found };
  }
  if (best.worth === 0)
    throw new Error(`${task} shows nothing at any moment of the demo clip with the weights of this build`);
  return best.atS;
}

async function take(browser: Browser, address: string, { file, size, scale, tasks, dark }: Screenshot): Promise<void> {
  const [task] = tasks;
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.goto(`${address}?demo&task=${tasks.join()}`);
  // The networks themselves have run, not only the clip.
  await page.waitForFunction(
    (wanted: readonly TaskId[]) => {
      const list = document.querySelector('sightline-app')?.shadowRoot?.querySelector('sightline-scene-list');
      const report = (list as { report?: FrameReport } | null | undefined)?.report;
      return report !== undefined && wanted.every((one) => report.inferMs[one] !== undefined);
    },
    tasks,
    { timeout: FIRST_PICTURE_MS },
  );
  const report = await lookAt(page, await bestMoment(page, task));
  if (!report || worth(task, report) === 0) throw new Error(`${file}: ${task} shows nothing`);
  const message = (await page.getByRole('alert').textContent())?.trim();
  if (message) throw new Error(`${file}: the page says “${message}”`);
  await page.screenshot({ path: `${SCREENSHOT_FOLDER}${file}` });
  await context.close();
  console.log(file, report.detections.map(({ label }) => label).join(', '), report.classifications[0]?.label ?? '');
}

if (!demoClip()) throw new Error('There is no public/demo/demo.mp4: render the demo clip first.');
mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
const server = await plainServer('/');
const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET });
try {
  for (const screenshot of SCREENSHOTS) {
    // The others are taken nevertheless; the command fails in the end.
    await take(browser, server.url, screenshot).catch((error: unknown) => {
      console.error(screenshot.file, error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
  }
} finally {
  await browser.close();
  await server.close();
}
