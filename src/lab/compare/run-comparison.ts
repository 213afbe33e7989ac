/**
 * Runs a comparison: every contender opened and warmed up one after the other, then frame by frame, each frame looked at by all of
 * them in an order drawn anew, one at a time. Heat, other programs and the clip's hard places hit all alike.
 */
import type { Sheet } from '../../../models/metrics/sheet';
import type { Look } from '../../../workers/contender';
import { accuracyOf } from './accuracy';
import { taskOf } from './contender-title';
import { deviceFacts, versionFacts } from './device-facts';
import { HiddenWatch } from './hidden-watch';
import { LiveContender } from './live-contender';
import { memoryBytes } from './memory';
import { randomOf, shuffled } from './random';
import { foundIn, hundredths, Recorder } from './recorder';
import {
  contenderKey,
  RUN_SCHEMA,
  type Accuracy,
  type ContenderResult,
  type Failure,
  type RunCallbacks,
  type RunFile,
  type RunPlan,
  type RunProgress,
  type WarmUp,
} from './run-file';
import { copyOf, type LabFrame, type LabSource } from './source';

/** A contender on its way through the run. */
interface Runner {
  readonly index: number;
  readonly recorder: Recorder;
  live: LiveContender | undefined;
  warmUp: WarmUp | null;
  failure: Failure | null;
  memoryBytes: number | null;
  /** Of a labelled set: what it said of each picture, at the first time. */
  readonly sheets: Sheet[];
  accuracy: Accuracy | null;
}

/**
 * @param source is read from its first frame, and left open.
 * @returns what was measured, also after `signal`, and where contenders failed
 * @throws SourceError where the source gives no first frame; RangeError where the plan cannot be run.
 */
export async function runComparison(plan: RunPlan, source: LabSource, callbacks: RunCallbacks = {}): Promise<RunFile> {
  checkPlan(plan);
  return new Comparison(plan, source, callbacks).run();
}

export function checkPlan({ contenders, length, warmUpLooks }: RunPlan): void {
  if (contenders.length === 0) throw new RangeError('Choose at least one contender.');
  if (new Set(contenders.map(contenderKey)).size < contenders.length)
    throw new RangeError('The same contender was chosen twice.');
  const most = length.kind === 'frames' ? length.frames : length.minutes;
  if (!(most > 0)) throw new RangeError('A run needs at least one frame, or some minutes.');
  if (!(warmUpLooks >= 1)) throw new RangeError('Every contender needs at least one look to warm up.');
}

class Comparison {
  readonly #plan: RunPlan;
  readonly #source: LabSource;
  readonly #callbacks: RunCallbacks;
  readonly #runners: readonly Runner[];
  #frames = 0;
  #discarded = 0;
  /** Pictures of a labelled set that were looked at: a second time says nothing new of accuracy. */
  readonly #seen = new Set<number>();
  #clock: HiddenWatch | undefined;

  constructor(plan: RunPlan, source: LabSource, callbacks: RunCallbacks) {
    this.#plan = plan;
    this.#source = source;
    this.#callbacks = callbacks;
    this.#runners = plan.contenders.map((_, index) => ({
      index,
      recorder: new Recorder(),
      live: undefined,
      warmUp: null,
      failure: null,
      memoryBytes: null,
      sheets: [],
      accuracy: null,
    }));
  }

  async run(): Promise<RunFile> {
    const startedAt = new Date().toISOString();
    let ended: RunFile['ended'] = 'stopped';
    const letGo = (): void => {
      for (const { live } of this.#runners) live?.close();
      this.#clock?.stop();
    };
    // A look under way then fails at once, which may take long otherwise.
    this.#signal?.addEventListener('abort', letGo, { once: true });
    try {
      await this.#open();
      ended = await this.#measure();
    } catch (error) {
      // Whoever stops a run wants what was measured so far.
      if (!this.#signal?.aborted) throw error;
    } finally {
      this.#signal?.removeEventListener('abort', letGo);
      letGo();
    }
    await this.#score();
    return this.#file(startedAt, ended);
  }

  get #signal(): AbortSignal | undefined {
    return this.#callbacks.signal;
  }

  get #alive(): Runner[] {
    return this.#runners.filter(({ failure }) => failure === null);
  }

  /** One after the other, so that each one's start is its own. */
  async #open(): Promise<void> {
    this.#source.rewind();
    const first = await this.#source.next(this.#signal);
    if (!first) throw new RangeError('The source has no frames.');
    try {
      let before = await this.#memory(undefined);
      for (const runner of this.#runners) {
        await this.#warmUp(runner, first);
        const after = await this.#memory(runner.index);
        if (before !== undefined && after !== undefined && !runner.failure && after > before)
          runner.memoryBytes = after - before;
        before = after;
      }
    } finally {
      first.image.close();
    }
    this.#source.rewind();
  }

  async #warmUp(runner: Runner, frame: LabFrame): Promise<void> {
    const { contenders, warmUpLooks, options } = this.#plan;
    const contender = contenders[runner.index];
    if (!contender) return;
    this.#tell('opening', runner.index);
    await this.#guarded(runner, async () => {
      const live = await LiveContender.open(contender, this.#signal ? { signal: this.#signal } : {});
      runner.live = live;
      const looksMs: number[] = [];
      const { startMs, fetchMs, loadMs } = live.opened;
      runner.warmUp = {
        startMs: hundredths(startMs),
        fetchMs: hundredths(fetchMs),
        loadMs: hundredths(loadMs),
        looksMs,
      };
      for (let i = 0; i < warmUpLooks; i++) {
        this.#tell('warm-up', runner.index);
        this.#signal?.throwIfAborted();
        looksMs.push(hundredths((await live.look(await copyOf(frame), { options })).totalMs));
      }
    });
  }

  /** Of detectors, and of each picture once. */
  #keepGuesses({ index, sheets }: Runner, { index: picture, truths }: LabFrame, look: Look): void {
    const contender = this.#plan.contenders[index];
    if (!truths || this.#seen.has(picture) || !contender || taskOf(contender.network) !== 'detect') return;
    sheets.push({ truths, guesses: guessesOf(look) });
  }

  #memory(contender: number | undefined): Promise<number | undefined> {
    if (!this.#plan.measureMemory) return Promise.resolve(undefined);
    this.#tell('memory', contender);
    return memoryBytes(this.#signal);
  }

  async #measure(): Promise<RunFile['ended']> {
    const clock = new HiddenWatch();
    this.#clock = clock;
    const random = randomOf(this.#plan.seed);
    while (!this.#isOver()) {
      if (this.#alive.length === 0) return 'failed';
      await this.#untilSeen(clock);
      const frame = await this.#source.next(this.#signal).catch((error: unknown) => {
        // What was measured before the source broke is kept.
        if (this.#signal?.aborted || this.#frames === 0) throw error;
        return undefined;
      });
      if (!frame) return 'source-ended';
      try {
        for (const runner of shuffled(this.#alive, random)) await this.#look(runner, frame, clock);
      } finally {
        frame.image.close();
      }
      this.#seen.add(frame.index);
      this.#frames++;
    }
    return this.#alive.length === 0 ? 'failed' : 'complete';
  }

  async #untilSeen(clock: HiddenWatch): Promise<void> {
    if (clock.isHidden) this.#tell('paused', undefined);
    await clock.seen(this.#signal);
  }

  #isOver(): boolean {
    const { length } = this.#plan;
    return length.kind === 'frames'
      ? this.#frames >= length.frames
      : (this.#clock?.elapsedMs ?? 0) >= length.minutes * 60_000;
  }

  async #look(runner: Runner, frame: LabFrame, clock: HiddenWatch): Promise<void> {
    // The source may have taken its time.
    await this.#untilSeen(clock);
    this.#tell('running', runner.index);
    this.#signal?.throwIfAborted();
    const { times, elapsedMs: atMs } = clock;
    const { options } = this.#plan;
    const look = await this.#guarded(runner, async () => runner.live?.look(await copyOf(frame), { options }));
    if (!look) return;
    this.#keepGuesses(runner, frame, look);
    if (clock.times !== times) {
      this.#discarded++;
      return;
    }
    const { totalMs, runMs, stepsMs } = look;
    const record = { frame: this.#frames, atMs, totalMs, runMs, found: foundIn(look), stepsMs };
    runner.recorder.add(record);
    this.#callbacks.onFrame?.({ record: { ...record, contender: runner.index }, look, name: frame.name });
  }

  /** On this thread: one contender at a time, so that the page can still be used. */
  async #score(): Promise<void> {
    for (const runner of this.#runners) {
      if (runner.sheets.length === 0) continue;
      this.#tell('scoring', runner.index);
      await new Promise((resolve) => setTimeout(resolve));
      runner.accuracy = accuracyOf(runner.sheets, this.#plan.seed);
      runner.sheets.length = 0;
    }
  }

  /** A contender that fails is out, and the others go on. */
  async #guarded<T>(runner: Runner, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (this.#signal?.aborted) throw error;
      // No longer than the schema lets a run file be read again with: a shader compiler says pages.
      const message = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
      runner.failure = { message, ...(runner.warmUp ? { afterFrames: runner.recorder.count } : {}) };
      runner.live?.close();
      return undefined;
    }
  }

  #tell(phase: RunProgress['phase'], contender: number | undefined): void {
    const { length } = this.#plan;
    const measuredMs = this.#clock?.elapsedMs ?? 0;
    const share = length.kind === 'frames' ? this.#frames / length.frames : measuredMs / (length.minutes * 60_000);
    this.#callbacks.onProgress?.({
      phase,
      contender,
      frames: this.#frames,
      share: Math.min(1, share),
      measuredMs,
      leftMs: share > 0 ? Math.max(0, measuredMs / share - measuredMs) : undefined,
      failures: new Map(this.#runners.flatMap(({ index, failure }) => (failure ? [[index, failure] as const] : []))),
    });
  }

  #file(startedAt: string, ended: RunFile['ended']): RunFile {
    const results = this.#runners.map((runner) => this.#result(runner));
    return {
      schema: RUN_SCHEMA,
      id: newId(),
      title: '',
      startedAt,
      ended,
      measuredMs: Math.round(this.#clock?.elapsedMs ?? 0),
      frames: this.#frames,
      pauses: this.#clock?.pauses ?? [],
      discarded: this.#discarded,
      device: deviceFacts(results),
      versions: versionFacts(),
      plan: this.#plan,
      source: this.#source.facts,
      results,
    };
  }

  #result({ index, live, recorder, warmUp, failure, memoryBytes: bytesTaken, accuracy }: Runner): ContenderResult {
    const contender = this.#plan.contenders[index];
    if (!contender) throw new RangeError(`no contender ${index}`);
    const weights = live?.opened.weights ?? [];
    return {
      key: contenderKey(contender),
      contender,
      task: taskOf(contender.network),
      engine: live?.opened.engine ?? null,
      weights,
      downloadBytes: weights.reduce((sum, { bytes }) => sum + bytes, 0),
      memoryBytes: bytesTaken,
      warmUp,
      failure,
      frames: recorder.columns(),
      accuracy,
    };
  }
}

function guessesOf({ detections }: Look): Sheet['guesses'] {
  return detections.map(({ label, score, boxFramePx: box }) => ({ label, score, box }));
}

function newId(): string {
  // randomUUID is there in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
