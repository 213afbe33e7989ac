/**
 * Takes the pictures of the install sheet and the README: `npm run build && npx tsx tests/tools/make-screenshots.ts`.
 * They show the built app on the project's own demo clip; run it again when the page, the clip or the weights change.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { QUIET } from './chromium-args.ts';
import { findBrowser } from './find-browser.ts';
import { demoClip } from './footage.ts';
import { plainServer } from './plain-server.ts';
import { SCREENSHOTS, SCREENSHOT_FOLDER, type Screenshot } from './screenshots.ts';

/** The first picture comes after the runtime has compiled; then the figure walks in. */
const SETTLE_MS = 12_000;

async function take(browser: Browser, address: string, { file, size, scale, task, dark }: Screenshot): Promise<void> {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.goto(`${address}?demo&task=${task}`);
  await page.locator('canvas[role=img]').waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const alert = page.getByRole('alert');
  const message = (await alert.textContent())?.trim();
  if (message) throw new Error(`${file}: the page says “${message}”`);
  await page.screenshot({ path: `${SCREENSHOT_FOLDER}${file}` });
  await context.close();
  console.log(file);
}

if (!demoClip()) throw new Error('There is no public/demo/demo.mp4: render the demo clip first.');
mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
const server = await plainServer('/');
const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET });
try {
  for (const screenshot of SCREENSHOTS) await take(browser, server.url, screenshot);
} finally {
  await browser.close();
  await server.close();
}
