/** Lets the built app work on many frames and looks now and then at what it holds. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page, Worker } from 'playwright';

export interface SoakSample {
  readonly frames: number;
  /** JavaScript memory of the page and its workers, WASM memory included, MiB. */
  readonly heapMiB: number;
  /** Open in the vision worker. */
  readonly videoFrames: number;
  /** That ever came to it: none would mean that nobody counts. */
  readonly framesSeen: number;
  readonly gpuBuffers: number;
  readonly gpuTextures: number;
}

export interface SoakOptions {
  /** Of a browser with `SOAK_ARGS`. */
  readonly page: Page;
  /** The app with what it is to do, e.g. `http://localhost:4173/?task=detect&engine=wasm`. */
  readonly address: string;
  readonly frames: number;
  readonly samples: number;
  readonly onSample?: (sample: SoakSample) => void;
}

/** Memory is measured when it is asked for, not at the next leisurely collection. */
export const SOAK_ARGS = ['--enable-blink-features=ForceEagerMeasureMemory'];

/** One is drawn, one waits, and one is on its way out. */
export const MOST_OPEN_FRAMES = 4;
/** Of the heap between the second fifth and the last: collection leaves that much to chance, a leak of one frame's pixels does not. */
const HEAP_SLACK = { share: 0.1, MiB: 4 } as const;
const COUNTERS = fileURLToPath(new URL('./soak-counters.js', import.meta.url));

/** Waits for the frames; fails where none come for two minutes. */
export async function runSoak({ page, address, frames, samples, onSample }: SoakOptions): Promise<SoakSample[]> {
  await page.route(/\/vision\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: readFileSync(COUNTERS, 'utf8') + (await response.text()) });
  });
  await page.addInitScript(() => {
    const counter = { reports: 0 };
    Object.assign(window, { soak: counter });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => (counter.reports += data?.type === 'report' ? 1 : 0));
      }
    };
  });
  await page.goto(address);
  await page.getByRole('button', { name: /start camera/i }).click();
  const taken: SoakSample[] = [];
  for (let i = 1; i <= samples; i++) {
    await reach(page, Math.round((frames * i) / samples));
    taken.push(await look(page));
    onSample?.(taken.at(-1)!);
  }
  return taken;
}

const PATIENCE_MS = 120_000;

async function reach(page: Page, frames: number): Promise<void> {
  let last = -1;
  let sinceMs = Date.now();
  for (;;) {
    const now = await reported(page);
    if (now >= frames) return;
    if (now !== last) sinceMs = Date.now();
    if (Date.now() - sinceMs > PATIENCE_MS) throw new Error(`no frame came for two minutes after ${now}`);
    last = now;
    await page.waitForTimeout(200);
  }
}

function reported(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { soak: { reports: number } }).soak.reports);
}

async function look(page: Page): Promise<SoakSample> {
  const bytes = await page.evaluate(async () => {
    const { performance: clock } = window as unknown as {
      performance: { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> };
    };
    return (await clock.measureUserAgentSpecificMemory()).bytes;
  });
  const counts = await visionWorker(page).evaluate(() =>
    (
      self as unknown as { soakCounts(): { seen: number; frames: number; buffers: number; textures: number } }
    ).soakCounts(),
  );
  return {
    frames: await reported(page),
    heapMiB: Math.round((bytes / 2 ** 20) * 10) / 10,
    videoFrames: counts.frames,
    framesSeen: counts.seen,
    gpuBuffers: counts.buffers,
    gpuTextures: counts.textures,
  };
}

function visionWorker(page: Page): Worker {
  const worker = page.workers().find((one) => one.url().includes('vision.worker'));
  if (!worker) throw new Error('no vision worker runs');
  return worker;
}

/** @returns what grew, in words; nothing where all is flat. */
export function growthOf(samples: readonly SoakSample[]): string[] {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const early = samples.slice(fifth, 2 * fifth);
  const late = samples.slice(-fifth);
  const grew: string[] = [];
  const [before, after] = [median(early.map(({ heapMiB }) => heapMiB)), median(late.map(({ heapMiB }) => heapMiB))];
  if (after > before * (1 + HEAP_SLACK.share) + HEAP_SLACK.MiB) grew.push(`memory from ${before} to ${after} MiB`);
  for (const kind of ['gpuBuffers', 'gpuTextures'] as const) {
    const [was, is] = [Math.max(...early.map((one) => one[kind])), Math.min(...late.map((one) => one[kind]))];
    if (is > was) grew.push(`${kind} from ${was} to ${is}`);
  }
  const open = Math.max(...samples.map(({ videoFrames }) => videoFrames));
  if ((samples.at(-1)?.framesSeen ?? 0) < (samples.at(-1)?.frames ?? 0)) grew.push('the uncounted: frames came unseen');
  if (open > MOST_OPEN_FRAMES) grew.push(`open frames up to ${open}`);
  return grew;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
