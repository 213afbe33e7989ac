/** One task on the built app: many frames from the fake camera, times as the worker reports them. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import type { FrameReport, Size, StepName } from '../../models/contract';
import { round, spread, type Spread } from './spans';

export interface BenchOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly size: Size;
  readonly engine: string;
  readonly threads: number;
  readonly frames: number;
  readonly warmup: number;
}

export interface TaskFigures {
  readonly tasks: string;
  readonly model: string;
  readonly engine: string;
  readonly size: Size;
  readonly frames: number;
  readonly fps: number;
  /** Camera frames that were not processed meanwhile. */
  readonly dropped: number;
  readonly spansMs: Readonly<Partial<Record<StepName, Spread>>>;
  readonly runMs: Spread;
  readonly frameMs: Spread;
  readonly presentedMs: Spread;
  readonly pipelineTax: number;
  readonly overheadMs: number;
}

type TimedReport = FrameReport & { readonly atMs: number };
interface Bench {
  readonly reports: TimedReport[];
  readonly presented: number[];
  readonly firstMs: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, string>>;
}
declare global {
  var sightlineBench: Bench;
}

export const SPY = fileURLToPath(new URL('./spy.js', import.meta.url));
const CAMERA_FPS = 30;
const PATIENCE_MS = 300_000;

/** @param options.tasks as in the address: `detect` or `detect,portrait`. */
export async function measureTask(options: BenchOptions & { readonly tasks: string }): Promise<TaskFigures> {
  const { browser, url, tasks, size, engine, threads, frames, warmup } = options;
  const context = await browser.newContext({
    permissions: ['camera'],
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: SPY });
    await askForCameraSize(page, size);
    await page.goto(
      `${url}?task=${tasks}&engine=${engine}&threads=${threads}&stats#canvas=${size.width}x${size.height}`,
    );
    await page.getByRole('button', { name: /start camera/i }).click();
    await page.waitForFunction(isWarm, { tasks: tasks.split(','), warmup }, { timeout: PATIENCE_MS });
    await page.evaluate('sightlineBench.reports.length = 0; sightlineBench.presented.length = 0');
    await page.waitForFunction((count) => sightlineBench.reports.length >= count, frames, { timeout: PATIENCE_MS });
    const { reports, presented, models } = await page.evaluate(() => sightlineBench);
    const model = tasks
      .split(',')
      .map((task) => models[task] ?? '?')
      .join(' + ');
    return {
      tasks,
      engine: `${engine}, ${threads} thread${threads === 1 ? '' : 's'}`,
      ...figuresOf(reports, presented),
      model,
    };
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

/** The app asks for a moderate size; a benchmark asks for its own. */
async function askForCameraSize(page: Page, size: Size): Promise<void> {
  const script = `{
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => original({
      ...constraints,
      video: { ...(typeof constraints.video === 'object' ? constraints.video : {}), width: ${size.width}, height: ${size.height}, frameRate: ${CAMERA_FPS} },
    });
  }`;
  await page.addInitScript(script);
}

function figuresOf(
  reports: readonly TimedReport[],
  presented: readonly number[],
): Omit<TaskFigures, 'tasks' | 'engine' | 'model'> {
  const [first, last] = [reports[0], reports.at(-1)];
  if (!first || !last) throw new Error('no frame was reported');
  const seconds = (last.atMs - first.atMs) / 1000;
  const names: StepName[] = ['capture', 'preprocess', 'infer', 'decode', 'draw'];
  const spansMs = Object.fromEntries(
    names.map((name) => [name, spread(reports.map((report) => report.timingsMs[name] ?? 0))]),
  );
  const runMs = spread(reports.map(({ inferMs }) => Object.values(inferMs).reduce((sum, ms) => sum + ms, 0)));
  const frameMs = spread(reports.map(({ totalMs }) => totalMs));
  return {
    size: first.frame,
    frames: reports.length,
    fps: round((reports.length - 1) / seconds),
    dropped: Math.max(0, Math.round(seconds * CAMERA_FPS) - (reports.length - 1)),
    spansMs,
    runMs,
    frameMs,
    presentedMs: spread(presented),
    pipelineTax: round(frameMs.p50 / runMs.p50),
    overheadMs: round(frameMs.p50 - runMs.p50),
  };
}
