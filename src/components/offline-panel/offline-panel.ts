import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { EngineChoice, EngineInfo, OrtBuild } from '../../../workers/protocol';
import { OFFLINE_WORDS as WORDS, storeFaultText } from '../../i18n/offline-words';
import { expectedBuild } from '../../storage/expected-build';
import { neededFiles, parseOfflineList, totalBytes, type OfflineFile } from '../../storage/offline-list';
import { missingFiles, removeOffline, storeOffline } from '../../storage/offline-store';
import { isKept } from '../../storage/quota';
import { StoreFault } from '../../storage/store-fault';
import { storeTask, TaskWatch } from '../../storage/store-task';
import { base, buttons } from '../../styles/shared';
import { storeStyles } from './offline-panel.styles';
import { transfer } from './transfer';

type Stock =
  | { readonly kind: 'unknown' }
  /** Why nothing can be kept here. */
  | { readonly kind: 'impossible'; readonly text: string }
  | {
      readonly kind: 'known';
      readonly needed: readonly OfflineFile[];
      readonly missing: readonly OfflineFile[];
      readonly kept: boolean;
    };

/** Where the build writes what belongs to the app; relative to the page. */
const LIST_URL = 'offline-assets.json';

/** As the clip player will find: by what the codecs of our own clip are called. */
function plays(url: string): boolean {
  const type = url.endsWith('.webm') ? 'video/webm; codecs="vp9"' : 'video/mp4; codecs="avc1.42E01E"';
  return document.createElement('video').canPlayType(type) !== '';
}

/** Keeps the whole app on the device when the user asks: size before, progress during, and the way back. */
@customElement('sightline-offline')
export class OfflinePanel extends LitElement {
  static override styles = [base, buttons, storeStyles];

  readonly #task = storeTask('offline');

  /** The build that the vision worker runs; empty before it started, then it is worked out. */
  @property() build: OrtBuild | '' = '';
  /** What it computes on; empty before it started. */
  @property() provider: EngineInfo['provider'] | '' = '';
  @property() engine: EngineChoice = 'auto';

  @state() private stock: Stock = { kind: 'unknown' };

  constructor() {
    super();
    new TaskWatch(this, [this.#task], () => void this.#look());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('build') || changed.has('provider') || changed.has('engine')) void this.#look();
  }

  /** What is needed and what is there. */
  async #look(): Promise<void> {
    try {
      const files = await this.#list();
      const { provider } = this;
      const build = this.build || (await expectedBuild(this.engine));
      const needed = neededFiles(files, { build, plays, ...(provider === '' ? {} : { provider }) });
      this.stock = { kind: 'known', needed, missing: await missingFiles(needed), kept: await isKept() };
    } catch (error) {
      const unsupported = error instanceof StoreFault && error.kind === 'unsupported';
      this.stock = { kind: 'impossible', text: unsupported ? WORDS.unsupported : WORDS.unlisted };
    }
  }

  async #list(): Promise<OfflineFile[]> {
    const response = await fetch(LIST_URL);
    if (!response.ok) throw new TypeError(`${LIST_URL}: ${response.status}`);
    return parseOfflineList(await response.json());
  }

  readonly #onStore = (): void => {
    if (this.stock.kind !== 'known') return;
    const { needed } = this.stock;
    void this.#task.run(totalBytes(needed), (options) => storeOffline(needed, options));
  };

  readonly #onRemove = (): void => {
    void removeOffline().then(() => this.#look());
  };

  protected override render(): TemplateResult {
    return html`
      <h2 id="title">${WORDS.title}</h2>
      <div role="status">${this.#words()}</div>
      ${transfer(this.#task, { label: WORDS.storing, cancel: `${WORDS.cancel}: ${WORDS.storing}`, fault: storeFaultText })}
      ${this.#buttons()}
    `;
  }

  #words(): TemplateResult | typeof nothing {
    const { stock } = this;
    if (stock.kind === 'unknown') return nothing;
    if (stock.kind === 'impossible') return html`<p>${stock.text}</p>`;
    const { needed, missing, kept } = stock;
    if (missing.length === needed.length) return html`<p>${WORDS.absent(totalBytes(needed))}</p>`;
    if (missing.length > 0) return html`<p>${WORDS.partial(totalBytes(missing))}</p>`;
    return html`<p>${WORDS.stored(totalBytes(needed))}</p>
      ${kept ? nothing : html`<p class="soft">${WORDS.evictable}</p>`}`;
  }

  #buttons(): TemplateResult | typeof nothing {
    const { stock } = this;
    if (stock.kind !== 'known' || this.#task.state.kind === 'running') return nothing;
    const { needed, missing } = stock;
    const some = missing.length < needed.length;
    return html`
      ${
        missing.length > 0
          ? html`<button type="button" class="primary" @click=${this.#onStore}>
              ${some ? WORDS.resume : WORDS.store}
            </button>`
          : nothing
      }
      ${some ? html`<button type="button" @click=${this.#onRemove}>${WORDS.remove}</button>` : nothing}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-offline': OfflinePanel;
  }
}
