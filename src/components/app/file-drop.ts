/** The whole page takes dropped files. A drop the browser handled itself would leave the page. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class FileDrop implements ReactiveController {
  /** A file is being dragged over the page. */
  over = false;

  readonly #host: ReactiveControllerHost;
  readonly #onFiles: (transfer: DataTransfer) => void;

  /** @param onFiles called within the drop event; the browser takes what was dropped away after it. */
  constructor(host: ReactiveControllerHost, onFiles: (transfer: DataTransfer) => void) {
    this.#host = host;
    this.#onFiles = onFiles;
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
    event.dataTransfer.dropEffect = 'copy';
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
    this.#onFiles(event.dataTransfer);
  };
}
