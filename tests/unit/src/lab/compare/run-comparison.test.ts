/** The run itself, with contenders that are made up: order, failures, stopping, hidden tabs, labels. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HiddenWatch } from '../../../../../src/lab/compare/hidden-watch';
import { runComparison } from '../../../../../src/lab/compare/run-comparison';
import type { Contender, FrameNews, RunPlan, RunProgress } from '../../../../../src/lab/compare/run-file';
import type { LabFrame, LabSource } from '../../../../../src/lab/compare/source';
import type { FromContender, Look, Opened, ToContender } from '../../../../../workers/contender';

const contender = (network: Contender['network'], more: Partial<Contender> = {}): Contender => ({
  network,
  engine: 'wasm',
  threads: 1,
  precision: 'float32',
  ...more,
});
const PLAN: RunPlan = {
  contenders: [contender('yolo-320'), contender('rcnn', { proposals: 100 }), contender('nanodet-m')],
  length: { kind: 'frames', frames: 12 },
  warmUpLooks: 2,
  seed: 9,
  options: { scoreThreshold: 0.3, iouThreshold: 0.5, maxDetections: 100 },
  measureMemory: false,
};

/** Everything that contenders were asked, in order: `open yolo-320`, `look yolo-320`. */
let asked: string[] = [];
/** What a contender does wrong, by its network; counts from its first look. */
let faults: Record<string, { readonly open?: string; readonly lookAt?: number }> = {};
let afterLook: (network: string) => void = () => undefined;
let live = 0;

class MadeFrame {
  static open = 0;
  closed = false;
  constructor() {
    MadeFrame.open++;
  }
  clone(): MadeFrame {
    return new MadeFrame();
  }
  close(): void {
    if (!this.closed) MadeFrame.open--;
    this.closed = true;
  }
}

class MadeWorker {
  onmessage: ((event: { data: FromContender }) => void) | undefined;
  #network = '';
  #looks = 0;
  #over = false;

  constructor() {
    live++;
  }

  postMessage(message: ToContender): void {
    if (message.type === 'open') this.#network = message.contender.network;
    asked.push(`${message.type} ${this.#network}`);
    setTimeout(() => {
      if (message.type === 'look') message.frame.close();
      if (this.#over) return;
      const why = this.#why(message);
      const fault = { kind: 'model-run', message: why, recoverable: true } as const;
      const { id } = message;
      this.onmessage?.({
        data: why
          ? { type: 'reply', id, ok: false, fault }
          : { type: 'reply', id, ok: true, result: message.type === 'open' ? OPENED : lookOf(message) },
      });
      if (message.type === 'look') afterLook(this.#network);
    });
  }

  #why(message: ToContender): string {
    const fault = faults[this.#network];
    if (message.type === 'open') return fault?.open ?? '';
    return this.#looks++ === fault?.lookAt ? 'it broke' : '';
  }

  terminate(): void {
    if (!this.#over) live--;
    this.#over = true;
  }
}

const OPENED: Opened = {
  task: 'detect',
  engine: { provider: 'wasm', build: 'wasm', threads: 1, note: '' },
  weights: [{ file: 'x.onnx', bytes: 10, sha256: 'b'.repeat(64) }],
  input: { width: 320, height: 320 },
  startMs: 5,
  fetchMs: 6,
  loadMs: 7,
};

function lookOf({ options }: Extract<ToContender, { type: 'look' }>): Look {
  return {
    detections: [{ label: 'cat', classId: 15, score: 0.9, boxFramePx: { x: 0, y: 0, width: 10, height: 10 } }],
    classifications: [],
    proposals: [],
    stepsMs: { infer: options.proposals ?? 10 },
    runMs: 9,
    totalMs: options.proposals ?? 10,
  };
}

function sourceOf(count: number, { labelled = false, ends = false } = {}): LabSource {
  let next = 0;
  return {
    facts: { kind: 'pictures', name: 's', frames: count, size: null, labelled, remarks: [] },
    next: (): Promise<LabFrame | undefined> => {
      if (ends && next === count) return Promise.resolve(undefined);
      const index = next++ % count;
      const image = new MadeFrame() as unknown as VideoFrame;
      const truths = labelled ? [{ label: 'cat', box: { x: 0, y: 0, width: 10, height: 10 } }] : undefined;
      return Promise.resolve({
        index,
        name: `f${index}`,
        image,
        size: { width: 1, height: 1 },
        ...(truths ? { truths } : {}),
      });
    },
    rewind: () => (next = 0),
    close: () => undefined,
  };
}

class MadePage extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}
let page: MadePage;

beforeEach(() => {
  [asked, faults, live, MadeFrame.open] = [[], {}, 0, 0];
  afterLook = () => undefined;
  page = new MadePage();
  vi.stubGlobal('Worker', MadeWorker);
  vi.stubGlobal('document', page);
  vi.stubGlobal('location', { href: 'https://example.org/app/?lab=compare' });
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0', hardwareConcurrency: 2 });
});
afterEach(() => {
  expect([live, MadeFrame.open], 'workers and frames left open').toEqual([0, 0]);
  vi.unstubAllGlobals();
});

describe('a run', () => {
  it('opens one after the other, then has everybody look at every frame in an order drawn anew', async () => {
    const news: FrameNews[] = [];
    const run = await runComparison(PLAN, sourceOf(5), { onFrame: (one) => news.push(one) });
    expect(run).toMatchObject({ ended: 'complete', frames: 12, discarded: 0, pauses: [] });
    expect(asked.slice(0, 9)).toEqual(
      ['yolo-320', 'rcnn', 'nanodet-m'].flatMap((id) => [`open ${id}`, `look ${id}`, `look ${id}`]),
    );
    const rounds = Array.from({ length: 12 }, (_, i) => asked.slice(9 + 3 * i, 12 + 3 * i));
    for (const round of rounds) expect([...round].sort()).toEqual(['look nanodet-m', 'look rcnn', 'look yolo-320']);
    expect(new Set(rounds.map(String)).size).toBeGreaterThan(3);
    for (const { frames } of run.results) expect(frames.frame).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(run.results.map(({ frames }) => frames.totalMs[0])).toEqual([10, 100, 10]);
    expect(run.results[1]).toMatchObject({
      key: 'rcnn/wasm-1/float32/k100',
      warmUp: { startMs: 5, fetchMs: 6, loadMs: 7, looksMs: [100, 100] },
      downloadBytes: 10,
      failure: null,
      accuracy: null,
    });
    expect(news).toHaveLength(36);
    expect(run.device.browser).toBe('Chrome 156 on Linux');
  });

  it('has the same order for a seed, another for another', async () => {
    const ordered = async (seed: number): Promise<string> => {
      asked = [];
      await runComparison({ ...PLAN, seed }, sourceOf(3));
      return asked.join();
    };
    const first = await ordered(1);
    expect(await ordered(1)).toBe(first);
    expect(await ordered(2)).not.toBe(first);
  });

  it('goes on without a contender that cannot be opened, and one that fails half-way', async () => {
    faults = { 'yolo-320': { open: 'no WASM here' }, rcnn: { lookAt: 2 + 4 } };
    const seen: RunProgress[] = [];
    const run = await runComparison(PLAN, sourceOf(5), { onProgress: (one) => seen.push(one) });
    expect(run.results.map(({ failure }) => failure)).toEqual([
      { message: 'no WASM here' },
      { message: 'it broke', afterFrames: 4 },
      null,
    ]);
    expect(run.results.map(({ frames }) => frames.frame.length)).toEqual([0, 4, 12]);
    expect(run.results[0]).toMatchObject({ engine: null, warmUp: null, weights: [], task: 'detect' });
    expect([...(seen.at(-1)?.failures.keys() ?? [])]).toEqual([0, 1]);
    expect(run.ended).toBe('complete');
  });

  it('ends where nobody is left', async () => {
    faults = { 'yolo-320': { lookAt: 3 }, rcnn: { open: 'x' }, 'nanodet-m': { lookAt: 0 } };
    const run = await runComparison(PLAN, sourceOf(5));
    expect(run.ended).toBe('failed');
    expect(run.results[0]?.failure).toEqual({ message: 'it broke', afterFrames: 1 });
  });

  it('keeps what was measured when it is stopped', async () => {
    const stop = new AbortController();
    let looks = 0;
    afterLook = () => {
      if (++looks === 6 + 8) stop.abort(new Error('enough'));
    };
    const run = await runComparison(PLAN, sourceOf(5), { signal: stop.signal });
    expect(run.ended).toBe('stopped');
    const counts = run.results.map(({ frames, failure }) => [frames.frame.length, failure] as const);
    expect(counts.reduce((sum, [n]) => sum + n, 0)).toBeGreaterThanOrEqual(7);
    expect(counts.every(([n, failure]) => n <= 3 && failure === null)).toBe(true);
  });

  it('tells how far it is', async () => {
    const seen: RunProgress[] = [];
    await runComparison(PLAN, sourceOf(5), { onProgress: (one) => seen.push(one) });
    const shares = seen.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(['opening', 'warm-up', 'running']));
    expect(seen.at(-1)?.leftMs).toBeGreaterThanOrEqual(0);
  });

  it('ends with its source, and after its minutes', async () => {
    expect((await runComparison(PLAN, sourceOf(4, { ends: true }))).ended).toBe('source-ended');
    const brief = { ...PLAN, length: { kind: 'minutes', minutes: 0.002 } } as const;
    const run = await runComparison(brief, sourceOf(4));
    expect(run.ended).toBe('complete');
    expect(run.measuredMs).toBeGreaterThanOrEqual(120);
  });

  it('scores each labelled picture once, however often it was shown', async () => {
    const run = await runComparison(PLAN, sourceOf(5, { labelled: true }));
    expect(run.results[0]?.accuracy).toMatchObject({ pictures: 5, objects: 5, ap: 1, ap50: 1, small: 1, large: null });
    expect(run.results[0]?.accuracy?.ap50Draws).toHaveLength(200);
  });

  it('pauses while the tab is hidden, and throws away the look it was hidden in', async () => {
    let looks = 0;
    const phases: string[] = [];
    afterLook = () => {
      if (++looks !== 6 + 3) return;
      page.become('hidden');
      setTimeout(() => page.become('visible'), 60);
    };
    const run = await runComparison(PLAN, sourceOf(5), { onProgress: ({ phase }) => phases.push(phase) });
    expect(run.pauses).toHaveLength(1);
    expect(run.pauses[0]?.lastedMs).toBeGreaterThanOrEqual(50);
    expect(phases).toContain('paused');
    expect(run.discarded).toBeLessThanOrEqual(1);
    expect(run.frames).toBe(12);
  });

  it.each<[string, Partial<RunPlan>, RegExp]>([
    ['nobody', { contenders: [] }, /at least one contender/],
    ['somebody twice', { contenders: [contender('yolo-320'), contender('yolo-320')] }, /chosen twice/],
    ['no length', { length: { kind: 'frames', frames: 0 } }, /at least one frame/],
    ['no warm-up', { warmUpLooks: 0 }, /one look to warm up/],
  ])('with %s is refused', async (_, part, words) => {
    await expect(runComparison({ ...PLAN, ...part }, sourceOf(3))).rejects.toThrow(words);
  });

  it('of a source without frames is refused', async () => {
    await expect(runComparison(PLAN, sourceOf(0, { ends: true }))).rejects.toThrow(/no frames/);
  });
});

describe('a tab hidden while the source is read', () => {
  it('is said to pause the run before any contender is asked', async () => {
    const phases: string[] = [];
    const source = sourceOf(5);
    let frames = 0;
    const slow: LabSource = {
      facts: source.facts,
      rewind: () => source.rewind(),
      close: () => source.close(),
      next: async (signal) => {
        // The first is for warming up.
        if (++frames === 4) {
          page.become('hidden');
          phases.push('hidden');
          setTimeout(() => page.become('visible'), 60);
        }
        return source.next(signal);
      },
    };
    const run = await runComparison(PLAN, slow, { onProgress: ({ phase }) => phases.push(phase) });
    expect(phases[phases.indexOf('hidden') + 1]).toBe('paused');
    expect(run.pauses).toHaveLength(1);
    expect(run.discarded).toBe(0);
  });
});

describe('the clock that stands while hidden', () => {
  it('counts seen time only', () => {
    let now = 1000;
    const watch = new HiddenWatch(page, () => now);
    now += 100;
    page.become('hidden');
    now += 5000;
    expect([watch.elapsedMs, watch.isHidden]).toEqual([100, true]);
    page.become('visible');
    now += 50;
    expect([watch.elapsedMs, watch.isHidden, watch.times]).toEqual([150, false, 1]);
    expect(watch.pauses).toEqual([{ atMs: 100, lastedMs: 5000 }]);
    watch.stop();
  });

  it('gives up waiting when it is told to', async () => {
    page.become('hidden');
    const watch = new HiddenWatch(page);
    const stop = new AbortController();
    const waiting = watch.seen(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    watch.stop();
  });
});
