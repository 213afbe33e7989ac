/** The vision worker as a Lit controller: the host reads its fields and re-renders when they change, at most four times a second for figures. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FrameReport, Size } from '../../models/contract';
import type { ModelId } from '../../models/registry';
import type { EngineChoice, EngineInfo, Fault, QualityCut, Settings, SourceMessage } from '../../workers/protocol';
import { FrameStatistics, type FrameFigures } from './frame-statistics';
import type { GpuMemory } from './gpu-memory';
import { memoryBoundMiB } from './memory-bound';
import { isMobileWebKit } from './mobile-webkit';
import { NewestCall } from './newest-call';
import { SceneAnnouncer, summarise } from './scene-summary';
import type { Frame } from './frame-credits';
import { VisionClient, faultOf, type VisionEvent, type WorkerLike } from './vision-client';

export interface VisionControllerOptions {
  readonly freshCanvas: () => OffscreenCanvas;
  readonly sourceMessage: () => SourceMessage | undefined;
  readonly onFault: (fault: Fault, gaveUp: boolean) => void;
  readonly onFrameSize: (size: Size) => void;
  /** The worker died and runs again, with settings, size and source restored. */
  readonly onRestarted: () => void;
  /** Each picture drawn while the client's `output` is on; takes ownership. */
  readonly onOutput?: (frame: Frame) => Promise<void>;
  /** The canvas last given out shows its first picture: the one before it is no longer needed. */
  readonly onFirstPicture?: () => void;
  readonly gpu?: GpuMemory;
  readonly createWorker?: () => WorkerLike;
}

export interface LoadProgress {
  readonly model: ModelId | 'runtime';
  readonly loadedBytes: number;
  /** 0 where the server does not say. */
  readonly totalBytes: number;
}

const FIGURES_EVERY_MS = 250;
/** The list for screen readers changes at most this often (WCAG 4.1.3 in spirit: no flood). */
const LIST_EVERY_MS = 1_000;
/** A model may load for long; a slider must work meanwhile. */
const SETTINGS_PATIENCE_MS = 400;
/** Sooner, a message would only flicker. */
const SLOW_SETTINGS_MS = 600;
const CHECK_ALIVE_EVERY_MS = 5_000;

export class VisionController implements ReactiveController {
  readonly client: VisionClient;
  engine: EngineInfo | undefined;
  /** What is given up for speed at the moment. */
  cuts: readonly QualityCut[] = [];
  progress: LoadProgress | undefined;
  /** Settings are being applied and it takes a while: a model waits for its first byte, or compiles. */
  preparing = false;
  figures: FrameFigures | undefined;
  /** The newest report, read at most once a second. */
  listed: FrameReport | undefined;
  /** The sentence last announced. */
  announcement = '';
  /** A picture was drawn since the source was attached. */
  hasPicture = false;
  frameSize: Size | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #options: VisionControllerOptions;
  readonly #statistics = new FrameStatistics();
  readonly #announcer = new SceneAnnouncer();
  #latest: FrameReport | undefined;
  #lastListedMs = 0;
  readonly #settings = new NewestCall<Settings>((settings) => this.#configure(settings), SETTINGS_PATIENCE_MS);
  #configureTurn = 0;
  #awaitsPicture = false;
  #timer = 0;
  #aliveTimer = 0;
  #starting: Promise<EngineInfo> | undefined;

  constructor(host: ReactiveControllerHost, options: VisionControllerOptions) {
    this.#host = host;
    this.#options = options;
    const bound = memoryBoundMiB(navigator);
    this.client = new VisionClient({
      freshCanvas: () => {
        this.#awaitsPicture = true;
        return options.freshCanvas();
      },
      frugal: isMobileWebKit(navigator),
      ...(bound === undefined ? {} : { memoryBoundMiB: bound }),
      sourceMessage: options.sourceMessage,
      onEvent: (event) => this.#onEvent(event),
      ...(options.onOutput ? { onOutput: options.onOutput } : {}),
      ...(options.gpu ? { gpu: options.gpu } : {}),
      ...(options.createWorker ? { createWorker: options.createWorker } : {}),
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = window.setInterval(() => this.#tick(), FIGURES_EVERY_MS);
    this.#aliveTimer = window.setInterval(() => {
      if (!document.hidden) this.client.checkAlive();
    }, CHECK_ALIVE_EVERY_MS);
  }

  hostDisconnected(): void {
    window.clearInterval(this.#timer);
    window.clearInterval(this.#aliveTimer);
    this.client.dispose();
    this.#starting = undefined;
  }

  /** Starts the worker unless it runs. Rejects with a VisionError. */
  async ensureStarted(settings: Settings, engine: EngineChoice, threads: number): Promise<void> {
    if (this.client.running && this.#starting) {
      await this.#starting;
      return;
    }
    this.#starting = this.client.start({ settings, engine, threads });
    try {
      this.engine = await this.#starting;
      // Not awaited: the picture shows while the models load.
      this.configure(settings);
      this.#host.requestUpdate();
    } catch (error) {
      // A later start must be able to succeed.
      this.#starting = undefined;
      throw error;
    }
  }

  /** Forget the runtime, so that the next `ensureStarted` builds a new one. */
  shutDown(): void {
    this.client.dispose();
    this.cuts = [];
    this.preparing = false;
    this.progress = undefined;
    this.#starting = undefined;
    this.resetPicture();
  }

  /** The source changes: figures and lists of the former one end. */
  resetPicture(): void {
    this.hasPicture = false;
    this.#latest = undefined;
    this.listed = undefined;
    this.announcement = '';
    this.figures = undefined;
    this.frameSize = undefined;
    this.#statistics.clear();
    this.#host.requestUpdate();
  }

  /** Applies settings; loading models shows as `progress`, a failure as a fault. Of many in a row the newest counts. */
  configure(settings: Settings): void {
    this.#settings.request(settings);
  }

  /** Runs a call whose failure is shown, not thrown. */
  attempt(call: Promise<unknown>): void {
    call.catch((error: unknown) => this.#options.onFault(faultOf(error), false));
  }

  /** A still has no second frame: its report is listed at once. */
  takeReport(report: FrameReport): void {
    const now = performance.now();
    this.#statistics.add(report, now);
    this.#latest = report;
    if (this.#awaitsPicture) {
      this.#awaitsPicture = false;
      this.#options.onFirstPicture?.();
    }
    if (!this.hasPicture) {
      this.hasPicture = true;
      this.#lastListedMs = 0;
      this.#host.requestUpdate();
    }
    const { width, height } = report.frame;
    if (this.frameSize?.width !== width || this.frameSize.height !== height) {
      this.frameSize = { width, height };
      this.#options.onFrameSize(this.frameSize);
    }
  }

  async #configure(settings: Settings): Promise<void> {
    if (!this.client.running) return;
    const turn = (this.#configureTurn += 1);
    const timer = setTimeout(() => this.#setPreparing(turn === this.#configureTurn), SLOW_SETTINGS_MS);
    try {
      await this.client.configure(settings);
    } catch (error) {
      this.#options.onFault(faultOf(error), false);
    } finally {
      clearTimeout(timer);
    }
    if (turn !== this.#configureTurn) return;
    this.#setPreparing(false);
    // Also where the server named no size, or a load ended early.
    this.progress = undefined;
    this.#host.requestUpdate();
  }

  #setPreparing(preparing: boolean): void {
    this.preparing = preparing;
    this.#host.requestUpdate();
  }

  #onEvent(event: VisionEvent): void {
    switch (event.type) {
      case 'report':
        this.takeReport(event.report);
        return;
      case 'engine':
        this.engine = event.engine;
        if (this.progress?.model === 'runtime') this.progress = undefined;
        break;
      case 'quality':
        this.cuts = event.cuts;
        break;
      case 'load-progress':
        this.progress = isComplete(event) ? undefined : event;
        break;
      case 'fault':
        this.progress = undefined;
        this.#options.onFault(event.fault, false);
        break;
      case 'gpu-trouble':
        // The others are over in a moment, or shown as `gave-up`.
        if (event.remedy === 'give-up')
          this.#options.onFault({ kind: 'gpu', message: event.reason, recoverable: true }, false);
        break;
      case 'gave-up':
        this.#starting = undefined;
        this.progress = undefined;
        this.#options.onFault(event.fault, true);
        break;
      case 'restarted':
        this.cuts = [];
        this.#options.onRestarted();
        break;
    }
    this.#host.requestUpdate();
  }

  #tick(): void {
    const report = this.#latest;
    if (!report) return;
    const now = performance.now();
    this.figures = this.#statistics.figures(now);
    if (now - this.#lastListedMs >= LIST_EVERY_MS) {
      this.listed = report;
      this.#lastListedMs = now;
    }
    this.announcement = this.#announcer.hear(summarise(report), now) ?? this.announcement;
    this.#host.requestUpdate();
  }
}

function isComplete({ loadedBytes, totalBytes }: LoadProgress): boolean {
  return totalBytes > 0 && loadedBytes >= totalBytes;
}
