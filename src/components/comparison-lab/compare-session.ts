/** What goes on behind the lab's page: who takes part, what runs, and what came of it. The page renders it and passes on what the user does. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { COMPARE_WORDS, PHASE_WORDS } from '../../i18n/compare-words';
import { SCORED, SHOWN } from '../../lab/compare/look-options';
import { runDuel, type DuelFrame } from '../../lab/duel';
import { runComparison } from '../../lab/compare/run-comparison';
import type { Contender, FrameNews, RunLength, RunPlan, RunProgress } from '../../lab/compare/run-file';
import { firstContenders, pageAbilities, titleOf } from './contender-choices';
import { KeptShelf } from './kept-shelf';
import { letterOf } from './lab-tokens';
import { openSource, type OpenedSource, type SourceChoice } from './source-choice';
import type { BoxLayer } from '../../../workers/protocol';
import { HISTORY, type TimedLook } from './step-timeline';

export interface Setup {
  readonly contenders: readonly Contender[];
  readonly choice: SourceChoice;
  readonly length: RunLength;
  readonly warmUpLooks: number;
  readonly measureMemory: boolean;
}

/** A run draws its bars this often: more would take time from it. */
const DRAW_EVERY_MS = 250;

export class CompareSession implements ReactiveController {
  readonly abilities = pageAbilities();
  setup: Setup = {
    contenders: firstContenders(this.abilities),
    choice: { kind: 'demo' },
    length: { kind: 'frames', frames: 100 },
    warmUpLooks: 3,
    measureMemory: false,
  };
  activity: 'seeing' | 'measuring' | undefined;
  /** Changes seldom: it is spoken. */
  status = '';
  failure = '';
  progress: RunProgress | undefined;
  /** Of the first two contenders, oldest first. */
  looks: readonly [readonly TimedLook[], readonly TimedLook[]] = [[], []];
  found: readonly string[] = [];
  /** Boxes of two-stage detectors that are shown live. */
  layer: BoxLayer = 'final';
  readonly shelf: KeptShelf;

  readonly #host: ReactiveControllerHost;
  readonly #show: (frame: DuelFrame) => void;
  #stop: AbortController | undefined;
  #drawnMs = 0;

  /** @param show draws a frame that both have looked at */
  constructor(host: ReactiveControllerHost, show: (frame: DuelFrame) => void) {
    this.#host = host;
    this.#show = show;
    this.shelf = new KeptShelf(host);
    host.addController(this);
  }

  hostConnected(): void {
    void this.shelf.refresh();
  }

  hostDisconnected(): void {
    this.stop();
  }

  get stopping(): boolean {
    return this.#stop?.signal.aborted ?? false;
  }

  change(fields: Partial<Setup>): void {
    this.setup = { ...this.setup, ...fields };
    this.#host.requestUpdate();
  }

  showLayer(layer: BoxLayer): void {
    this.layer = layer;
    this.#host.requestUpdate();
  }

  stop(): void {
    this.#stop?.abort(new DOMException('stopped', 'AbortError'));
    this.#host.requestUpdate();
  }

  async see(): Promise<void> {
    await this.#during('seeing', async ({ source }, signal) => {
      const { contenders } = this.setup;
      await runDuel(contenders, source, {
        options: SHOWN,
        layer: () => this.layer,
        signal,
        onOpening: (index) => this.#say(COMPARE_WORDS.openingSide(nameAt(contenders, index))),
        onFrame: (frame) => {
          this.#say('');
          this.#show(frame);
          this.looks = [withLook(this.looks[0], frame.looks[0]), withLook(this.looks[1], frame.looks[1])];
          this.found = frame.looks.flatMap((look, i) =>
            look ? [COMPARE_WORDS.foundBy(letterOf(i), namesOf([...look.detections, ...look.classifications]))] : [],
          );
          this.#host.requestUpdate();
        },
        onFailure: (index, reason) => this.#fail(`${nameAt(contenders, index)}: ${reason}`),
      });
    });
  }

  async measure(): Promise<void> {
    await this.#during('measuring', async ({ source }, signal) => {
      const { contenders, length, warmUpLooks, measureMemory } = this.setup;
      const plan: RunPlan = {
        contenders,
        length,
        warmUpLooks,
        measureMemory,
        seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
        options: source.facts.labelled ? SCORED : SHOWN,
      };
      const run = await runComparison(plan, source, {
        signal,
        onProgress: (progress) => this.#onProgress(progress),
        onFrame: (news) => this.#onFrame(news),
      });
      await this.shelf.take(run);
    });
  }

  #onProgress(progress: RunProgress): void {
    const { contenders } = this.setup;
    const former = this.progress;
    this.progress = progress;
    this.#say(PHASE_WORDS[progress.phase](nameAt(contenders, progress.contender ?? 0)));
    if (former?.phase !== progress.phase || this.#isDue()) this.#host.requestUpdate();
  }

  #onFrame({ record }: FrameNews): void {
    const [a, b] = this.looks;
    if (record.contender === 0) this.looks = [withLook(a, record), b];
    if (record.contender === 1) this.looks = [a, withLook(b, record)];
  }

  #isDue(): boolean {
    const now = performance.now();
    if (now - this.#drawnMs < DRAW_EVERY_MS) return false;
    this.#drawnMs = now;
    return true;
  }

  /** One thing at a time; whatever happens, the source is let go. */
  async #during(
    activity: 'seeing' | 'measuring',
    work: (opened: OpenedSource, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.activity) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.activity = activity;
    [this.failure, this.progress, this.looks, this.found] = ['', undefined, [[], []], []];
    this.#say(COMPARE_WORDS.reading);
    let opened: OpenedSource | undefined;
    try {
      opened = await openSource(this.setup.choice);
      if (!stop.signal.aborted) await work(opened, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted)
        this.#fail(COMPARE_WORDS.failedRun(error instanceof Error ? error.message : String(error)));
    } finally {
      opened?.close();
      this.#stop = undefined;
      this.activity = undefined;
      this.progress = undefined;
      this.#say('');
      this.#host.requestUpdate();
    }
  }

  #fail(text: string): void {
    this.failure = this.failure ? `${this.failure} ${text}` : text;
    this.#host.requestUpdate();
  }

  #say(text: string): void {
    if (text === this.status) return;
    this.status = text;
    this.#host.requestUpdate();
  }
}

function nameAt(contenders: readonly Contender[], index: number): string {
  const contender = contenders[index];
  return contender ? `${letterOf(index)}, ${titleOf(contender.network)}` : letterOf(index);
}

function withLook(looks: readonly TimedLook[], look: TimedLook | undefined): readonly TimedLook[] {
  return look ? [...looks, { stepsMs: look.stepsMs, totalMs: look.totalMs }].slice(-HISTORY) : looks;
}

/** "2 chairs"-like lists need plurals that labels do not have: "chair ×2". */
function namesOf(found: readonly { readonly label: string }[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of found) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => (count > 1 ? `${label} ×${count}` : label));
}
