/**
 * Notices that a page was killed while its GPU worked (a driver or the system's memory watch ends the whole page, without an
 * event): a mark is kept from before the first GPU run until a minute has gone well, or until the page is hidden or left in
 * good order. A mark found at start, of a page that lives no more, means WASM until the user asks to try again.
 */
import type { TextStorage } from './settings';

/** Long enough for the first pipelines, all networks, and memory that grows with each run (onnxruntime #27584: 500 runs). */
export const HEALTHY_AFTER_MS = 60_000;

const KEY = 'sightline.gpu-at-work';

interface Mark {
  /** Of the page that set it. */
  readonly id: string;
  /** Of the app: another one may do better. */
  readonly version: string;
  /** `Date.now()`. */
  readonly at: number;
  /** It was found after its page had died. */
  readonly stopped?: true;
}

export interface GuardHost {
  readonly storage: TextStorage | undefined;
  readonly version: string;
  /** Names of the Web Locks held now, by any page of this origin. Rejects or is empty where there are none. */
  readonly heldLocks: () => Promise<readonly string[]>;
  /** Holds a lock until the page is gone, however it goes. */
  readonly holdLock: (name: string) => void;
  /** The page's own, or a test's. */
  readonly page: {
    readonly hidden: () => boolean;
    /** Hidden, shown or left. */
    readonly onChange: (look: () => void) => void;
  };
}

export class GpuGuard {
  readonly #host: GuardHost;
  readonly #id = Math.random().toString(36).slice(2, 10);
  #atWork = false;
  #healthy = false;
  #watching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: GuardHost) {
    this.#host = host;
  }

  /** Whether the GPU was at work when the last page died. Stays so from visit to visit until `forget`. */
  async stopped(): Promise<boolean> {
    const mark = this.#read();
    if (!mark || mark.version !== this.#host.version || mark.id === this.#id) return false;
    if (mark.stopped) return true;
    const held = await this.#host.heldLocks().catch((): readonly string[] => []);
    if (held.includes(lockOf(mark.id))) return false;
    this.#write({ ...mark, stopped: true });
    return true;
  }

  /** Call before the GPU runs for the first time; again after `rest`. */
  work(): void {
    if (!this.#watching) {
      this.#watching = true;
      this.#host.holdLock(lockOf(this.#id));
      this.#host.page.onChange(() => this.#look());
    }
    this.#atWork = true;
    this.#healthy = false;
    this.#look();
  }

  /** The GPU is out of use: what happens to the page now is not its doing. */
  rest(): void {
    this.#atWork = false;
    this.#look();
  }

  /** The user wants the GPU tried again. */
  forget(): void {
    const mark = this.#read();
    if (mark?.stopped || mark?.id === this.#id) this.#remove();
  }

  #look(): void {
    clearTimeout(this.#timer);
    const mark = this.#read();
    // Another page's mark, or its death, is not ours to cover or remove.
    if (mark && mark.id !== this.#id && mark.version === this.#host.version) return;
    if (!this.#atWork || this.#healthy || this.#host.page.hidden()) {
      if (mark?.id === this.#id) this.#remove();
      return;
    }
    this.#write({ id: this.#id, version: this.#host.version, at: Date.now() });
    this.#timer = setTimeout(() => {
      this.#healthy = true;
      this.#look();
    }, HEALTHY_AFTER_MS);
  }

  #read(): Mark | undefined {
    try {
      const mark = JSON.parse(this.#host.storage?.getItem(KEY) ?? 'null') as Partial<Mark> | null;
      const whole = typeof mark?.id === 'string' && typeof mark.version === 'string' && typeof mark.at === 'number';
      return whole ? (mark as Mark) : undefined;
    } catch {
      return undefined; // Storage is blocked, or holds what is not ours: without memory there is no guard.
    }
  }

  #write(mark: Mark): void {
    try {
      this.#host.storage?.setItem(KEY, JSON.stringify(mark));
    } catch {
      // Full or blocked, see above.
    }
  }

  #remove(): void {
    try {
      this.#host.storage?.setItem(KEY, 'null');
    } catch {
      // See above.
    }
  }
}

const lockOf = (id: string): string => `sightline-gpu-${id}`;

/** The guard of the page this runs in. */
export function pageGuard(storage: TextStorage | undefined, version: string): GpuGuard {
  // Missing where the page is not a secure context.
  const locks = navigator.locks as LockManager | undefined;
  return new GpuGuard({
    storage,
    version,
    heldLocks: async () => (await locks?.query())?.held?.map(({ name }) => name ?? '') ?? [],
    holdLock: (name) => void locks?.request(name, () => new Promise(() => undefined)).catch(() => undefined),
    page: {
      hidden: () => document.hidden || left,
      onChange: (look) => {
        document.addEventListener('visibilitychange', look);
        window.addEventListener('pagehide', () => {
          left = true;
          look();
        });
        window.addEventListener('pageshow', () => {
          left = false;
          look();
        });
      },
    },
  });
}

/** Between `pagehide` and `pageshow`; `document.hidden` may still be false then. */
let left = false;
