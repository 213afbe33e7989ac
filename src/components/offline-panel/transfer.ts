import { html, nothing, type TemplateResult } from 'lit';
import { OFFLINE_WORDS } from '../../i18n/offline-words';
import type { StoreFault } from '../../storage/store-fault';
import type { StoreTask } from '../../storage/store-task';

export interface TransferWords {
  /** Name of the bar. */
  readonly label: string;
  /** Name of the button that stops it. */
  readonly cancel: string;
  readonly fault: (fault: StoreFault) => string;
}

/** The bar with its stop button while a task runs, and why it failed afterwards. */
export function transfer(task: StoreTask, words: TransferWords): TemplateResult | typeof nothing {
  const { state } = task;
  switch (state.kind) {
    case 'idle':
      return nothing;
    case 'running':
      return html`<div class="running">
        <progress max=${state.totalBytes} .value=${state.loadedBytes} aria-label=${words.label}></progress>
        <span>${OFFLINE_WORDS.progress(state.loadedBytes, state.totalBytes)}</span>
        <button type="button" aria-label=${words.cancel} @click=${(): void => task.cancel()}>
          ${OFFLINE_WORDS.cancel}
        </button>
      </div>`;
    case 'failed':
      return html`<p class="fault" role="alert" title=${state.fault.message}>${words.fault(state.fault)}</p>`;
  }
}
