/** One contender, alive in its own worker. The only door to `lab-contender.worker.ts`. */
import type { DetectOptions } from '../../../models/contract';
import type {
  Contender,
  ContenderCallName,
  ContenderCalls,
  FromContender,
  Look,
  Opened,
  ToContender,
} from '../../../workers/contender';
import type { BoxLayer } from '../../../workers/protocol';
import { contenderKey } from './run-file';

/** Anything slower has hung: compilation on a slow phone takes minutes, a frame does not. */
const OPEN_LIMIT_MS = 300_000;
const LOOK_LIMIT_MS = 120_000;

export interface OpenOptions {
  readonly onBytes?: (loadedBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface LookOptions {
  readonly options: DetectOptions;
  /** Of a two-stage detector: the places up to this layer come along. Left out, `final`: none. */
  readonly layer?: BoxLayer;
}

interface Pending {
  readonly resolve: (result: Opened | Look) => void;
  readonly reject: (error: unknown) => void;
}

export class LiveContender {
  readonly contender: Contender;
  readonly opened: Opened;
  readonly #thread: ContenderThread;

  /** @throws Error in the worker's words where it cannot be opened; the signal's reason where it was stopped. */
  static async open(contender: Contender, { onBytes, signal }: OpenOptions = {}): Promise<LiveContender> {
    signal?.throwIfAborted();
    const thread = new ContenderThread(contenderKey(contender), onBytes);
    const stop = (): void => thread.end(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const baseUrl = new URL('.', location.href).href;
      const opened = await thread.call('open', { contender, baseUrl }, { limitMs: OPEN_LIMIT_MS });
      return new LiveContender(contender, opened, thread);
    } catch (error) {
      thread.end(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private constructor(contender: Contender, opened: Opened, thread: ContenderThread) {
    this.contender = contender;
    this.opened = opened;
    this.#thread = thread;
  }

  /**
   * @param frame is handed over, and closed in any case.
   * @throws Error where the network failed on it, or the worker is gone. One that did not answer in time is ended.
   */
  look(frame: VideoFrame | ImageBitmap, { options, layer = 'final' }: LookOptions): Promise<Look> {
    const { proposals } = this.contender;
    const own = proposals === undefined ? options : { ...options, proposals };
    const args = { frame, options: own, layer };
    return this.#thread.call('look', args, { limitMs: LOOK_LIMIT_MS, transfer: [frame] });
  }

  /** Ends the worker and gives its memory back; a look under way fails. */
  close(): void {
    this.#thread.end(new Error('the contender was closed'));
  }
}

interface CallOptions {
  readonly limitMs: number;
  readonly transfer?: Transferable[];
}

class ContenderThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #ended: { readonly reason: unknown } | undefined;

  constructor(name: string, onBytes: OpenOptions['onBytes']) {
    this.#worker = new Worker(new URL('../../../workers/lab-contender.worker.ts', import.meta.url), {
      type: 'module',
      name,
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromContender>): void => {
      if (data.type === 'load-progress') return onBytes?.(data.loadedBytes, data.totalBytes);
      const call = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.ok) call?.resolve(data.result);
      else call?.reject(new Error(data.fault.message));
    };
    this.#worker.onerror = (event): void =>
      this.end(new Error(event.message || 'its worker could not be loaded, or crashed'));
  }

  call<K extends ContenderCallName>(
    type: K,
    args: ContenderCalls[K]['args'],
    { limitMs, transfer = [] }: CallOptions,
  ): Promise<ContenderCalls[K]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        for (const one of transfer) if ('close' in one) void one.close(); // A frame.
        reject(this.#ended.reason as Error);
        return;
      }
      const id = this.#nextId++;
      const timer = setTimeout(
        () => this.end(new Error(`no answer within ${Math.round(limitMs / 60_000)} minutes`)),
        limitMs,
      );
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          how(value);
        };
      // Replies are matched by id, and each call has one kind of result.
      const resolveAny = resolve as (result: Opened | Look) => void;
      this.#pending.set(id, { resolve: settle(resolveAny), reject: settle(reject) });
      this.#worker.postMessage({ type, id, ...args } as ToContender, transfer);
    });
  }

  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason };
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}
