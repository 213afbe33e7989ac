/**
 * From the navigation to the first frame the detector has answered, on a first visit and with everything in the browser's cache.
 * Whether that frame holds a box depends on the weights; the time does not.
 */
import type { Browser } from 'playwright';
import { round } from './spans';
import { SPY } from './measure-task';

const PATIENCE_MS = 120_000;

export interface StartFigures {
  readonly coldMs: number;
  readonly warmMs: number;
}

/** Uses the demo clip, which starts by itself; times count from the navigation's start. */
export async function measureStart({
  browser,
  url,
  engine,
}: {
  browser: Browser;
  url: string;
  engine: string;
}): Promise<StartFigures> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: SPY });
    const firstAnswer = async (): Promise<number> => {
      await page.waitForFunction(() => 'firstResult' in sightlineBench.firstMs, undefined, { timeout: PATIENCE_MS });
      return round((await page.evaluate(() => sightlineBench.firstMs['firstResult'])) ?? NaN);
    };
    await page.goto(`${url}?demo&task=detect&engine=${engine}`);
    const coldMs = await firstAnswer();
    await page.reload();
    return { coldMs, warmMs: await firstAnswer() };
  } finally {
    await context.close();
  }
}
