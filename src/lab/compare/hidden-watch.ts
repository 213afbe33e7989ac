/** A hidden tab is slowed down by its browser: nothing is measured until it is seen again. */
import type { Pause } from './run-file';

/** What it needs of a document. */
export interface Seen {
  readonly visibilityState: DocumentVisibilityState;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/** A clock that stands while the tab is hidden. */
export class HiddenWatch {
  readonly pauses: Pause[] = [];
  readonly #page: Seen;
  readonly #now: () => number;
  readonly #startMs: number;
  #pausedMs = 0;
  #hiddenSinceMs: number | undefined;
  #stoppedMs: number | undefined;
  #times = 0;
  readonly #waiting = new Set<() => void>();

  constructor(page: Seen = document, now: () => number = () => performance.now()) {
    this.#page = page;
    this.#now = now;
    this.#startMs = now();
    page.addEventListener('visibilitychange', this.#changed);
    this.#changed();
  }

  get isHidden(): boolean {
    return this.#hiddenSinceMs !== undefined;
  }

  /** How often the tab has become hidden: what began at one number and ended at another was disturbed. */
  get times(): number {
    return this.#times;
  }

  /** Time in which the tab was seen, until `stop`, milliseconds. */
  get elapsedMs(): number {
    return (this.#hiddenSinceMs ?? this.#stoppedMs ?? this.#now()) - this.#startMs - this.#pausedMs;
  }

  /** Resolves when the tab is seen; at once where it is. @throws the signal's reason. */
  async seen(signal?: AbortSignal): Promise<void> {
    if (!this.isHidden) return;
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => reject(signal?.reason as Error);
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.add(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      if (signal?.aborted) stop();
    });
  }

  stop(): void {
    this.#page.removeEventListener('visibilitychange', this.#changed);
    this.#end();
    this.#stoppedMs ??= this.#now();
  }

  readonly #changed = (): void => {
    if (this.#page.visibilityState === 'hidden') {
      if (this.#hiddenSinceMs !== undefined) return;
      this.#hiddenSinceMs = this.#now();
      this.#times++;
      return;
    }
    this.#end();
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  };

  #end(): void {
    const since = this.#hiddenSinceMs;
    if (since === undefined) return;
    const lastedMs = this.#now() - since;
    this.pauses.push({ atMs: Math.round(this.elapsedMs), lastedMs: Math.round(lastedMs) });
    this.#hiddenSinceMs = undefined;
    this.#pausedMs += lastedMs;
  }
}
