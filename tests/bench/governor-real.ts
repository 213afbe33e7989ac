/**
 * The built app while something else needs the processor. DevTools' CPU throttling slows the page's thread only, not its workers,
 * where everything happens here: so busy loops in other processes take the cores away.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { chromium, type Page } from 'playwright';
import { fakeCamera, QUIET, SOFTWARE_GPU } from '../tools/chromium-args';
import { findBrowser } from '../tools/find-browser';
import { cameraFootage } from './footage';
import { serveBuild } from './serve-build';
import { round } from './spans';

export interface UnderLoad {
  readonly dist: string;
  readonly task: string;
  readonly engine: string;
  /** Processes that do nothing but compute; two per core where left out. */
  readonly burners?: number;
}

export interface Phase {
  readonly name: string;
  readonly fps: number;
  /** Median of the runtime's own calls. */
  readonly runMs: number;
  /** What the app said it had given up at the end, in its own words. */
  readonly cuts: readonly string[];
}

const SIZE = { width: 640, height: 480 };
const PHASES = [
  { name: 'alone', seconds: 15, loaded: false },
  { name: 'others compute', seconds: 30, loaded: true },
  { name: 'alone again', seconds: 75, loaded: false },
] as const;
const PATIENCE_MS = 120_000;

/** Notes reports and cuts; sent to the page as text. */
const SPY = `
  window.paceNotes = { reports: [], cuts: [] };
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (data?.type === 'quality') paceNotes.cuts = data.cuts;
        if (data?.type === 'report') paceNotes.reports.push({ atMs: performance.now(), inferMs: data.report.inferMs });
      });
    }
  };`;

export async function measureUnderLoad({
  dist,
  task,
  engine,
  burners = cpus().length * 2,
}: UnderLoad): Promise<{ readonly phases: readonly Phase[] }> {
  const server = await serveBuild(dist);
  const args = [...QUIET, ...(engine === 'webgpu' ? SOFTWARE_GPU : []), ...fakeCamera(cameraFootage(SIZE).file)];
  const browser = await chromium.launch({ executablePath: findBrowser(), args });
  let burning: readonly ChildProcess[] = [];
  try {
    const context = await browser.newContext({ permissions: ['camera'], serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.addInitScript(SPY);
    await page.goto(`${server.url}?task=${task}&engine=${engine}&stats`);
    await page.getByRole('button', { name: /start camera/i }).click();
    await page.waitForFunction(hasAnswered, undefined, { timeout: PATIENCE_MS });
    const phases: Phase[] = [];
    for (const { name, seconds, loaded } of PHASES) {
      if (loaded) burning = Array.from({ length: burners }, () => spawn(process.execPath, ['-e', 'for (;;);']));
      else stop(burning);
      phases.push(await phaseOf(page, name, seconds));
    }
    return { phases };
  } finally {
    stop(burning);
    await browser.close();
    await server.close();
  }
}

/** Runs in the page, where a policy forbids functions made of text. */
function hasAnswered(): boolean {
  const { paceNotes } = globalThis as unknown as { paceNotes: Notes };
  return paceNotes.reports.some(({ inferMs }) => Object.keys(inferMs).length > 0);
}

function stop(processes: readonly ChildProcess[]): void {
  for (const one of processes) one.kill();
}

interface Notes {
  readonly reports: readonly { readonly atMs: number; readonly inferMs: Readonly<Record<string, number>> }[];
  readonly cuts: readonly {
    readonly part: string;
    readonly why: string;
    readonly model?: string;
    readonly every?: number;
  }[];
}

async function phaseOf(page: Page, name: string, seconds: number): Promise<Phase> {
  await page.evaluate('paceNotes.reports.length = 0');
  await page.waitForTimeout(seconds * 1_000);
  const { reports, cuts } = await page.evaluate<Notes>('paceNotes');
  const spanMs = (reports.at(-1)?.atMs ?? NaN) - (reports[0]?.atMs ?? NaN);
  const runs = reports.flatMap(({ inferMs }) => Object.values(inferMs)).sort((a, b) => a - b);
  return {
    name,
    fps: round(((reports.length - 1) * 1_000) / spanMs),
    runMs: round(runs[runs.length >> 1] ?? NaN),
    cuts: cuts.map(({ part, why, model, every }) => [part, model ?? every ?? '', `(${why})`].join(' ')),
  };
}
