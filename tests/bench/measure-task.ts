/** One task on the built app: many frames from the fake camera, times as the worker reports them. */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import type { FrameReport, Size } from '../../models/contract';
import type { EngineInfo, FromWorker } from '../../workers/protocol';
import { askForCamera } from './camera-format';
import { alignedFigures, liveFigures, type AlignedFigures, type LiveFigures } from './figures';

export interface BenchOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly size: Size;
  readonly engine: string;
  readonly threads: number;
  readonly frames: number;
  readonly warmup: number;
}

export interface TaskFigures extends AlignedFigures {
  readonly tasks: string;
  readonly model: string;
  /** As the app says it runs, which need not be as it was asked to. */
  readonly engine: EngineInfo;
  readonly path: 'cpu' | 'gpu';
  readonly size: Size;
  readonly live: LiveFigures;
}

export type TimedReport = FrameReport & { readonly atMs: number };
export type Presented = Extract<FromWorker, { type: 'presented' }>;
export interface Recording {
  readonly reports: TimedReport[];
  readonly presented: Presented[];
  readonly firstMs: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, string>>;
  readonly engine: EngineInfo | undefined;
}
declare global {
  var sightlineBench: Recording;
}

export const SPY = fileURLToPath(new URL('./spy.js', import.meta.url));
export const CAMERA_FPS = 30;
const PATIENCE_MS = 300_000;

/**
 * Twice: each frame waiting for its own answer, which tells what a frame costs; and as the app shows them by itself.
 * @param options.tasks as in the address: `detect` or `detect,portrait`.
 */
export async function measureTask(options: BenchOptions & { readonly tasks: string }): Promise<TaskFigures> {
  const { tasks } = options;
  const aligned = await record(options, 'aligned');
  const live = await record(options, undefined);
  const { engine, models, presented, reports } = aligned;
  const [report, picture] = [reports[0], presented[0]];
  if (!engine || !report || !picture) throw new Error(`${tasks}: no frame was reported`);
  const model = tasks.split(',').map((task) => models[task] ?? '?');
  return {
    tasks,
    model: model.join(' + '),
    engine,
    path: picture.path,
    size: report.frame,
    ...alignedFigures(aligned),
    live: liveFigures(live),
  };
}

async function record(
  options: BenchOptions & { readonly tasks: string },
  showing: 'aligned' | undefined,
): Promise<Recording> {
  const { browser, url, tasks, size, engine, threads, frames, warmup } = options;
  const context = await browser.newContext({
    permissions: ['camera'],
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: SPY });
    await askForCamera(page, size, CAMERA_FPS);
    const wanted = `canvas=${size.width}x${size.height}${showing ? `&showing=${showing}` : ''}`;
    await page.goto(`${url}?task=${tasks}&engine=${engine}&threads=${threads}&stats#${wanted}`);
    await page.getByRole('button', { name: /start camera/i }).click();
    await page.waitForFunction(isWarm, { tasks: tasks.split(','), warmup }, { timeout: PATIENCE_MS });
    await page.evaluate('sightlineBench.reports.length = 0; sightlineBench.presented.length = 0');
    await page.waitForFunction((count) => sightlineBench.reports.length >= count, frames, { timeout: PATIENCE_MS });
    return await page.evaluate(() => sightlineBench);
  } finally {
    await context.close();
  }
}

/** Every task has run, and then `warmup` frames more. */
function isWarm({ tasks, warmup }: { tasks: string[]; warmup: number }): boolean {
  const { reports } = sightlineBench;
  const first = reports.findIndex((report) => tasks.every((task) => task in report.inferMs));
  return first >= 0 && reports.length - first > warmup;
}
