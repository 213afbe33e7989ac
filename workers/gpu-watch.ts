/** Watches the GPU at work and carries out what `recovery.ts` says: builds anew, or tells the page to take over. */
import { deadline } from './engines/deadline';
import { silence } from './engines/run-queue';
import { messageOf } from './fault';
import type { FromWorker } from './protocol';
import {
  onRebuilt,
  onRebuildFailed,
  onTrouble,
  startRecovery,
  troubleText,
  type GpuTrouble,
  type Recovery,
} from './recovery';

/** What is watched: one device, and the runtime on it. */
export interface WatchedGpu {
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** Resolves when a call of the runtime did not come back. */
  readonly hung: Promise<string>;
  /** A rebuild that takes longer will not end, milliseconds. */
  readonly rebuildLimitMs: number;
}

export interface GpuWatchHost {
  /**
   * Another device, another path, the same networks; the picture shown stays. Rejects where that fails.
   * @returns `elsewhere` where another graphics processor is in its place, about which nothing is known: a new worker tries it.
   */
  readonly rebuild: () => Promise<'rebuilt' | 'elsewhere'>;
  readonly send: (message: FromWorker) => void;
  /** The GPU is given up, for as long as this app and this adapter are the same. */
  readonly onGivenUp: (reason: string) => void;
  /** `Date.now`, or a test's. */
  readonly now?: () => number;
}

export class GpuWatch {
  readonly #host: GpuWatchHost;
  #recovery: Recovery;
  #watched: WatchedGpu | undefined;

  /** @param troublesMs of workers before this one, `Date.now()`. */
  constructor(host: GpuWatchHost, troublesMs: readonly number[]) {
    this.#host = host;
    this.#recovery = startRecovery(troublesMs);
  }

  /** From now on this device is the one in use; what becomes of a former one is no news. */
  watch(gpu: WatchedGpu): void {
    this.#watched = gpu;
    const current = (): boolean => this.#watched === gpu;
    void gpu.lost.then(({ message }) => current() && this.#trouble('lost', message));
    void gpu.hung.then((what) => current() && this.#trouble('hung', what));
  }

  /** The device refused a call. One that was lost refuses everything, and that is told by `lost`. */
  refused(error: GPUError): void {
    this.#trouble(error instanceof GPUOutOfMemoryError ? 'out-of-memory' : 'invalid', error.message);
  }

  /** It answers wrongly: building anew would not help. */
  distrust(reason: string): void {
    const { recovery, remedy } = onRebuildFailed(this.#recovery);
    this.#recovery = recovery;
    if (remedy === 'give-up') this.#giveUp(reason, (this.#host.now ?? Date.now)());
  }

  /** The path is being taken down on purpose. */
  stop(): void {
    this.#watched = undefined;
  }

  #trouble(trouble: GpuTrouble, details: string): void {
    const watched = this.#watched;
    if (!watched) return;
    const atMs = (this.#host.now ?? Date.now)();
    const { recovery, remedy } = onTrouble(this.#recovery, trouble, atMs);
    this.#recovery = recovery;
    if (remedy === 'none') return;
    const reason = [troubleText(trouble), details].filter(Boolean).join(': ');
    if (remedy === 'give-up') {
      this.#giveUp(`${troubleText(trouble)} twice within a minute`, atMs);
      return;
    }
    this.#watched = undefined;
    this.#host.send({ type: 'gpu-trouble', atMs, reason, remedy });
    if (remedy === 'rebuild') void this.#rebuild(atMs, watched.rebuildLimitMs);
  }

  async #rebuild(atMs: number, limitMs: number): Promise<void> {
    let stopWatching = (): void => undefined;
    const limit = new Promise<never>((_, reject) => {
      stopWatching = deadline(limitMs, () => reject(new Error(silence('a new start', limitMs))));
    });
    try {
      const outcome = await Promise.race([this.#host.rebuild(), limit]);
      if (outcome === 'elsewhere') {
        const reason = `${troubleText('lost')}, and there is another`;
        this.#host.send({ type: 'gpu-trouble', atMs, reason, remedy: 'replace-worker' });
        return;
      }
      this.#recovery = onRebuilt(this.#recovery);
    } catch (error) {
      const { recovery, remedy } = onRebuildFailed(this.#recovery);
      this.#recovery = recovery;
      if (remedy === 'give-up')
        this.#giveUp(`the graphics processor could not be started again: ${messageOf(error)}`, atMs);
    } finally {
      stopWatching();
    }
  }

  #giveUp(reason: string, atMs: number): void {
    this.#watched = undefined;
    this.#host.onGivenUp(reason);
    this.#host.send({ type: 'gpu-trouble', atMs, reason, remedy: 'give-up' });
  }
}
