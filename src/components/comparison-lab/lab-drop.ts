/** The lab takes whatever is dropped on it: a run file, a clip, pictures, or a labelled folder or zip. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { droppedFiles } from './dropped-files';
import type { PathFile, SourceChoice } from './source-choice';

export interface DropTaker {
  readonly onRunFile: (file: File) => void;
  readonly onSource: (choice: SourceChoice) => void;
}

/** What a drop is taken for: labels make a set, one JSON alone is a run. */
export function meaningOf(files: readonly PathFile[]): 'run-file' | 'labelled' | 'file' {
  const ends = (ending: RegExp): boolean => files.some(({ path }) => ending.test(path));
  if (files.length === 1 && ends(/\.json$/i)) return 'run-file';
  return ends(/\.(zip|json|xml)$/i) ? 'labelled' : 'file';
}

export class LabDrop implements ReactiveController {
  /** Something is being dragged over the page. */
  over = false;

  readonly #host: ReactiveControllerHost;
  readonly #taker: DropTaker;

  constructor(host: ReactiveControllerHost, taker: DropTaker) {
    this.#host = host;
    this.#taker = taker;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#onOver);
    window.addEventListener('dragleave', this.#onLeave);
    window.addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#onOver);
    window.removeEventListener('dragleave', this.#onLeave);
    window.removeEventListener('drop', this.#onDrop);
  }

  #setOver(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.#host.requestUpdate();
  }

  readonly #onOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#setOver(true);
  };

  readonly #onLeave = (event: DragEvent): void => {
    // Leaving for a child element is not leaving the page.
    if (event.relatedTarget === null) this.#setOver(false);
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#setOver(false);
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then((files) => this.#take(files));
  };

  #take(files: readonly PathFile[]): void {
    const [first] = files;
    if (!first) return;
    const meaning = meaningOf(files);
    if (meaning === 'run-file') this.#taker.onRunFile(first.file);
    else this.#taker.onSource({ kind: meaning, files });
  }
}
