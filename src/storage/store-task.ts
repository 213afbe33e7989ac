/** A transfer to this device that outlives the element that started it: turning a tablet builds the settings anew. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { StoreOptions } from './offline-store';
import { storeFaultOf } from './store-fault';
import type { StoreFault } from './store-fault';

export type TaskState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'failed'; readonly fault: StoreFault };

export class StoreTask {
  #state: TaskState = { kind: 'idle' };
  #abort: AbortController | undefined;
  readonly #watchers = new Set<() => void>();

  get state(): TaskState {
    return this.#state;
  }

  /** One at a time: a second call while it runs does nothing. Failures become the state. */
  async run(totalBytes: number, job: (options: StoreOptions) => Promise<void>): Promise<void> {
    if (this.#state.kind === 'running') return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#become({ kind: 'running', loadedBytes: 0, totalBytes });
    try {
      const onProgress = (loadedBytes: number): void => this.#become({ kind: 'running', loadedBytes, totalBytes });
      await job({ signal: abort.signal, onProgress });
      this.#become({ kind: 'idle' });
    } catch (error) {
      const fault = storeFaultOf(error);
      // Who stops a transfer knows that it stopped.
      this.#become(fault.kind === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', fault });
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #become(state: TaskState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

const TASKS = new Map<string, StoreTask>();

/** The task of that name, the same for every element that asks. */
export function storeTask(name: string): StoreTask {
  const task = TASKS.get(name) ?? new StoreTask();
  TASKS.set(name, task);
  return task;
}

/** Renders the host whenever one of the tasks moves, and tells it when one came to its end. */
export class TaskWatch implements ReactiveController {
  #unwatch: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly tasks: readonly StoreTask[],
    private readonly onEnd: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = this.tasks.map((task) =>
      task.watch(() => {
        this.host.requestUpdate();
        if (task.state.kind !== 'running') this.onEnd();
      }),
    );
  }

  hostDisconnected(): void {
    for (const unwatch of this.#unwatch) unwatch();
  }
}
