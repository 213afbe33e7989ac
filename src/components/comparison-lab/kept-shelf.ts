/** The runs that are shown and kept: what was measured just now, what was kept earlier, what came as a file. */
import type { ReactiveControllerHost } from 'lit';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { readRunFile, runFileOf } from '../../lab/compare/parse-run-file';
import type { RunFile } from '../../lab/compare/run-file';
import { deleteRun, keepRun, listRuns, loadRun, type KeptRun } from '../../storage/run-store';

export class KeptShelf {
  /** The run in full. */
  shown: RunFile | undefined;
  /** Beside it. */
  earlier: RunFile | undefined;
  runs: readonly KeptRun[] = [];
  /** What did not work, and what to do; empty where all is well. */
  failure = '';
  /** What just happened; it is spoken. */
  note = '';

  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  async refresh(): Promise<void> {
    await this.#attempt(async () => (this.runs = await listRuns()));
  }

  /** Shows it, and keeps it where the browser lets us. */
  async take(run: RunFile): Promise<void> {
    this.shown = run;
    this.earlier = undefined;
    this.#clear();
    this.#host.requestUpdate();
    try {
      await keepRun(run);
      this.runs = await listRuns();
    } catch (error) {
      this.failure = COMPARE_WORDS.keptNot(messageOf(error));
    }
    this.#host.requestUpdate();
  }

  async importFile(file: File): Promise<void> {
    this.#clear();
    let run: RunFile;
    try {
      run = await readRunFile(file);
    } catch (error) {
      this.failure = COMPARE_WORDS.failedImport(file.name, messageOf(error));
      this.#host.requestUpdate();
      return;
    }
    await this.take(run);
    this.note = COMPARE_WORDS.imported(file.name);
    this.#host.requestUpdate();
  }

  async act(action: 'open' | 'compare' | 'delete', id: string): Promise<void> {
    this.#clear();
    await this.#attempt(async () => {
      if (action === 'delete') {
        await deleteRun(id);
        if (this.shown?.id === id) this.shown = undefined;
        if (this.earlier?.id === id || !this.shown) this.earlier = undefined;
        this.runs = await listRuns();
        return;
      }
      if (action === 'compare' && this.earlier?.id === id) {
        this.earlier = undefined;
        return;
      }
      const run = runFileOf(await loadRun(id));
      if (action === 'open') [this.shown, this.earlier] = [run, undefined];
      else this.earlier = run;
    });
  }

  #clear(): void {
    [this.failure, this.note] = ['', ''];
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failure = messageOf(error);
    }
    this.#host.requestUpdate();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
