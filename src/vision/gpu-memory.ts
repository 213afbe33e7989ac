/** What this page knows of the GPU, gathered for the worker: verdicts kept between visits, the crash guard, troubles of today. */
import { parseVerdicts, withVerdict, type GpuHistory, type GpuVerdict } from '../../workers/gpu-history';
import type { GpuGuard } from '../storage/gpu-guard';
import type { TextStorage } from '../storage/settings';

const KEY = 'sightline.gpu-verdicts';
/** More is not asked about. */
const MOST_TROUBLES = 8;

export class GpuMemory {
  readonly #guard: GpuGuard | undefined;
  readonly #storage: TextStorage | undefined;
  #stopped = false;
  #verdicts: readonly GpuVerdict[];
  #troublesMs: readonly number[] = [];
  #givenUp = '';

  /** Without either it remembers for as long as it lives. */
  constructor(guard?: GpuGuard, storage?: TextStorage) {
    this.#guard = guard;
    this.#storage = storage;
    this.#verdicts = load(storage);
  }

  /** Reads what the last page left behind; before the first start. */
  async open(): Promise<void> {
    this.#stopped = (await this.#guard?.stopped()) ?? false;
  }

  history(): GpuHistory {
    return { stopped: this.#stopped, verdicts: this.#verdicts, troublesMs: this.#troublesMs, givenUp: this.#givenUp };
  }

  /** From before the worker may touch the GPU, until it is known that it does not. */
  atWork(working: boolean): void {
    if (working && !this.#stopped && !this.#givenUp) this.#guard?.work();
    else this.#guard?.rest();
  }

  keep(verdict: GpuVerdict): void {
    this.#verdicts = withVerdict(this.#verdicts, verdict);
    this.#save();
  }

  trouble(atMs: number): void {
    this.#troublesMs = [...this.#troublesMs, atMs].slice(-MOST_TROUBLES);
  }

  /** For the rest of this page's life. */
  giveUp(reason: string): void {
    this.#givenUp = reason;
  }

  /** The user wants the GPU tried as if for the first time. */
  forget(): void {
    this.#guard?.forget();
    this.#stopped = false;
    this.#verdicts = [];
    this.#troublesMs = [];
    this.#givenUp = '';
    this.#save();
  }

  #save(): void {
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#verdicts));
    } catch {
      // Full or blocked: the next visit checks again.
    }
  }
}

function load(storage: TextStorage | undefined): GpuVerdict[] {
  try {
    return parseVerdicts(JSON.parse(storage?.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}
