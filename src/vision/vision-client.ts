/**
 * The one owner of the vision worker: starts it, calls it, feeds it frames, and starts it again when it dies.
 * A canvas can be transferred only once in its life, so every start asks the host for a fresh one.
 */
import type { Size } from '../../models/contract';
import type {
  CallName,
  Calls,
  EngineChoice,
  EngineInfo,
  Fault,
  FromWorker,
  Request,
  Settings,
  SourceMessage,
} from '../../workers/protocol';
import { transferOf, unreachable } from '../../workers/protocol';
import { FrameCredits, type Frame } from './frame-credits';
import { GpuMemory } from './gpu-memory';
import { PendingCalls, VisionError, type AnyResult } from './pending-calls';

/** What the client needs from a Worker; a test hands in its own. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate'> & {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
};

/** Everything the worker says without being asked, except what the client uses up itself. */
export type VisionEvent =
  | Exclude<FromWorker, { type: 'reply' | 'frame-done' | 'presented' | 'gpu-verdict' | 'output' }>
  | { readonly type: 'restarted' }
  /** The worker died more often than the budget allows; only the user can start it again (`start`). */
  | { readonly type: 'gave-up'; readonly fault: Fault };

export interface VisionHost {
  /** A canvas never handed out before, already of its backing size. */
  readonly freshCanvas: () => OffscreenCanvas;
  /** The source in use, as a message made anew (a readable dies with the worker); undefined where there is none. */
  readonly sourceMessage: () => SourceMessage | undefined;
  readonly onEvent: (event: VisionEvent) => void;
  /** Where `output` was turned on: each picture drawn. Takes ownership; the next comes when the promise has settled. */
  readonly onOutput?: (frame: Frame) => Promise<void>;
  /** Left out, nothing is remembered beyond this client's life. */
  readonly gpu?: GpuMemory;
  /** A device on which a second runtime finds no memory, as on iOS (emscripten #19374): a worker is never replaced there. */
  readonly frugal?: boolean;
  /** All that the worker may take, MiB; left out, there is enough. */
  readonly memoryBoundMiB?: number;
  readonly createWorker?: () => WorkerLike;
  /** Milliseconds; a test hands in its own clock. */
  readonly now?: () => number;
}

export interface StartOptions {
  readonly settings: Settings;
  readonly engine: EngineChoice;
  /** 0: the worker chooses. */
  readonly threads: number;
}

/** More deaths than this within the window and the client stops trying. */
const RESTART_BUDGET = 3;
const RESTART_WINDOW_MS = 60_000;
/** A worker that says nothing for so long, although it was asked, hangs (a stuck runtime never throws). */
const SILENCE_LIMIT_MS = 60_000;

const startVisionWorker = (): WorkerLike =>
  new Worker(new URL('../../workers/vision.worker.ts', import.meta.url), { type: 'module', name: 'vision' });

export class VisionClient {
  readonly #host: VisionHost;
  readonly #calls = new PendingCalls();
  readonly #credits = new FrameCredits((frame, gap) => this.#post({ type: 'frame', frame, ...gap }));
  readonly #deathsMs: number[] = [];
  readonly #gpu: GpuMemory;
  #worker: WorkerLike | undefined;
  #options: StartOptions | undefined;
  #size: Size | undefined;
  #paused = false;
  #output = false;
  #lastHeardMs = 0;
  #lastCheckMs = 0;
  #asked = false;

  constructor(host: VisionHost) {
    this.#host = host;
    this.#gpu = host.gpu ?? new GpuMemory();
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the worker and its runtime. Rejects with {@link VisionError} where that fails. */
  async start(options: StartOptions): Promise<EngineInfo> {
    this.#stop({ kind: 'internal', message: 'The vision worker was started anew.', recoverable: true });
    this.#options = options;
    try {
      return await this.#begin(options);
    } catch (error) {
      const fault = faultOf(error);
      // The GPU hung while it was tried, and the runtime with it. The verdict is known now: another worker takes WASM.
      if (fault.kind !== 'gpu' || this.#options !== options || this.#host.frugal) throw error;
      this.#stop(fault);
      return this.#begin(options);
    }
  }

  async #begin({ settings, engine, threads }: StartOptions): Promise<EngineInfo> {
    const worker = (this.#host.createWorker ?? startVisionWorker)();
    worker.onmessage = (event): void => this.#receive(event.data);
    worker.onerror = (event): void => {
      event.preventDefault?.();
      this.#died(worker, event.message || 'The vision worker could not be loaded.');
    };
    worker.onmessageerror = (): void => this.#died(worker, 'A message from the vision worker could not be read.');
    this.#worker = worker;
    // Before the worker can touch the GPU: a driver may take the whole page with it.
    this.#gpu.atWork(engine !== 'wasm');
    try {
      const info = await this.#call('init', {
        canvas: this.#host.freshCanvas(),
        settings,
        engine,
        threads,
        gpuHistory: this.#gpu.history(),
        frugal: this.#host.frugal ?? false,
        ...(this.#host.memoryBoundMiB === undefined ? {} : { memoryBoundMiB: this.#host.memoryBoundMiB }),
      });
      if (info.provider === 'wasm') this.#gpu.atWork(false);
      return info;
    } catch (error) {
      this.#gpu.atWork(false);
      throw error;
    }
  }

  async configure(settings: Settings): Promise<void> {
    if (this.#options) this.#options = { ...this.#options, settings };
    await this.#call('configure', { settings });
  }

  /** Hands over a source. Throws a `DataCloneError` at once where this browser cannot transfer it. */
  async attach(source: SourceMessage): Promise<void> {
    this.#credits.drop();
    await this.#call('attach', { source });
  }

  async detach(): Promise<void> {
    this.#credits.drop();
    await this.#call('detach', {});
  }

  /** @param size backing store of the canvas, device pixels */
  async resize(size: Size): Promise<void> {
    this.#size = size;
    await this.#call('resize', { size });
  }

  /** Takes ownership of the bitmap. */
  still(bitmap: ImageBitmap): Promise<Calls['still']['result']> {
    return this.#call('still', { bitmap });
  }

  async pause(paused: boolean): Promise<void> {
    this.#paused = paused;
    await this.#call('pause', { paused });
  }

  /** Hands over the user's own background, or the next image of a video; takes ownership. Undefined takes it away. */
  async backdrop(image: Frame | undefined): Promise<void> {
    if (!this.#worker) image?.close();
    await this.#call('backdrop', { image });
  }

  /** Whether each picture drawn is also given to the host's `onOutput`; kept over restarts. */
  async output(on: boolean): Promise<void> {
    this.#output = on;
    await this.#call('output', { on });
  }

  snapshot(): Promise<Blob> {
    return this.#call('snapshot', {});
  }

  /** Takes ownership of the frame: it is sent, or closed when a newer one comes first. */
  offer(frame: Frame): void {
    if (this.#worker) this.#credits.offer(frame);
    else frame.close();
  }

  /**
   * Asks for a sign of life and restarts a worker that gives none. To be called every few seconds while the page is
   * seen: a hidden page's timers and workers sleep, and that is no silence.
   */
  checkAlive(): void {
    const worker = this.#worker;
    if (!worker) return;
    const now = this.#now();
    // The page slept between two checks, and the worker with it.
    if (now - this.#lastCheckMs > SILENCE_LIMIT_MS / 2) this.#lastHeardMs = now;
    this.#lastCheckMs = now;
    if (!this.#asked) {
      this.#asked = true;
      this.#lastHeardMs = now;
      const answered = (): void => void (this.#asked = false);
      this.#call('pause', { paused: this.#paused }).then(answered, answered);
    } else if (now - this.#lastHeardMs > SILENCE_LIMIT_MS) {
      this.#died(worker, 'The vision worker gave no sign of life for a minute.');
    }
  }

  dispose(): void {
    this.#gpu.atWork(false);
    this.#stop({ kind: 'internal', message: 'The page closed the vision worker.', recoverable: true });
    this.#options = undefined;
  }

  #call<K extends CallName>(type: K, args: Calls[K]['args']): Promise<Calls[K]['result']> {
    if (!this.#worker) {
      return Promise.reject(
        new VisionError({ kind: 'internal', message: `No vision worker runs for "${type}".`, recoverable: true }),
      );
    }
    const { id, promise } = this.#calls.open(type);
    try {
      // The mapped type Request cannot be built generically; K ties type and args together in this signature.
      this.#post({ type, id, ...args } as unknown as Request);
    } catch (error) {
      this.#calls.fail(id, error);
    }
    // PendingCalls stores every result under one type; K was recorded at open().
    return promise as Promise<Calls[K]['result']>;
  }

  #post(message: Parameters<typeof transferOf>[0]): void {
    this.#worker?.postMessage(message, transferOf(message));
  }

  #now(): number {
    return (this.#host.now ?? performance.now.bind(performance))();
  }

  #receive(message: FromWorker): void {
    this.#lastHeardMs = this.#now();
    switch (message.type) {
      case 'reply':
        if (message.ok) this.#calls.succeed(message.id, message.result as AnyResult);
        else this.#calls.fail(message.id, new VisionError(message.fault));
        return;
      case 'frame-done':
        this.#credits.done();
        return;
      case 'output':
        void this.#deliver(message.frame);
        return;
      case 'presented':
        return; // Only benchmarks ask for it, and they listen to the worker themselves.
      case 'gpu-verdict':
        this.#gpu.keep(message.verdict);
        return;
      case 'gpu-trouble':
        this.#onGpuTrouble(message);
        return;
      case 'report':
      case 'load-progress':
      case 'engine':
      case 'quality':
      case 'fault':
        this.#host.onEvent(message);
        return;
      default:
        unreachable(message);
    }
  }

  async #deliver(frame: Frame): Promise<void> {
    try {
      if (this.#host.onOutput) await this.#host.onOutput(frame);
      else frame.close();
    } catch {
      // A sink that refuses one picture may take the next.
    }
    this.#post({ type: 'output-done' });
  }

  #died(worker: WorkerLike, message: string): void {
    if (worker !== this.#worker) return;
    const now = this.#now();
    this.#deathsMs.push(now);
    const recent = this.#deathsMs.filter((at) => now - at < RESTART_WINDOW_MS);
    this.#replace({ kind: 'internal', message, recoverable: false }, recent.length <= RESTART_BUDGET);
  }

  /** The worker knows what to do; the page remembers, and replaces it where it cannot go on. */
  #onGpuTrouble(trouble: Extract<FromWorker, { type: 'gpu-trouble' }>): void {
    this.#gpu.trouble(trouble.atMs);
    if (trouble.remedy === 'give-up') this.#gpu.giveUp(trouble.reason);
    this.#host.onEvent(trouble);
    if (trouble.remedy !== 'rebuild') this.#replace({ kind: 'gpu', message: trouble.reason, recoverable: true }, true);
  }

  #replace(fault: Fault, withinBudget: boolean): void {
    const options = this.#options;
    this.#stop(fault);
    if (!options || !withinBudget || this.#host.frugal) {
      this.#gpu.atWork(false);
      this.#host.onEvent({ type: 'gave-up', fault: { ...fault, recoverable: false } });
      return;
    }
    const restarted = this.#restart(options);
    const successor = this.#worker;
    restarted.then(
      () => this.#host.onEvent({ type: 'restarted' }),
      (error: unknown) => {
        // A second death during the restart has reported itself already.
        if (this.#worker === successor) this.#host.onEvent({ type: 'fault', fault: faultOf(error) });
      },
    );
  }

  async #restart(options: StartOptions): Promise<void> {
    await this.start(options);
    if (this.#size) await this.resize(this.#size);
    if (this.#paused) await this.pause(true);
    if (this.#output) await this.output(true);
    const source = this.#host.sourceMessage();
    if (source) await this.attach(source);
    // Last, since it brings the networks back: the picture runs meanwhile.
    await this.configure((this.#options ?? options).settings);
  }

  #stop(fault: Fault): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#credits.reset();
    this.#calls.failAll(new VisionError(fault));
  }
}

/** Any rejection as a fault to show. */
export function faultOf(error: unknown): Fault {
  if (error instanceof VisionError) return error.fault;
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error), recoverable: false };
}
