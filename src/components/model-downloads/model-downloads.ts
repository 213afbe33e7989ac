import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { CATALOG, type CatalogEntry, type Downloadable } from '../../../models/catalog';
import { DOWNLOAD_WORDS as WORDS, megabytes, modelFaultText, OFFLINE_WORDS } from '../../i18n/offline-words';
import { downloadModel, hasModel, removeModel, type ModelFile } from '../../storage/model-store';
import { storeTask, TaskWatch, type StoreTask } from '../../storage/store-task';
import { base, buttons } from '../../styles/shared';
import { storeStyles } from '../offline-panel/offline-panel.styles';
import { transfer } from '../offline-panel/transfer';
import { modelDownloadsStyles } from './model-downloads.styles';

interface Line {
  readonly entry: CatalogEntry;
  readonly source: Downloadable;
  readonly file: ModelFile;
  readonly task: StoreTask;
}

function lineOf(entry: CatalogEntry): Line[] {
  const { source } = entry;
  if (source.kind !== 'downloadable' || !entry.offered) return [];
  // The same address that the vision worker fetches.
  const file = { url: `models/${source.file}`, bytes: source.bytes, sha256: source.sha256 };
  return [{ entry, source, file, task: storeTask(`model ${entry.id}`) }];
}

/** Models by others that this server offers: download, check, keep, remove. */
@customElement('sightline-model-downloads')
export class ModelDownloads extends LitElement {
  static override styles = [base, buttons, storeStyles, modelDownloadsStyles];

  readonly #lines = CATALOG.flatMap(lineOf);

  /** Addresses of what is kept here. */
  @state() private stored: ReadonlySet<string> = new Set();
  @state() private possible = true;

  constructor() {
    super();
    const tasks = this.#lines.map(({ task }) => task);
    new TaskWatch(this, tasks, () => void this.#look());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
  }

  async #look(): Promise<void> {
    try {
      const has = await Promise.all(this.#lines.map(({ file }) => hasModel(file)));
      this.stored = new Set(this.#lines.filter((_, index) => has[index]).map(({ file }) => file.url));
    } catch {
      this.possible = false; // no Cache Storage here: said once, instead of at every button
    }
  }

  #download({ file, task }: Line): void {
    void task.run(file.bytes, (options) => downloadModel(file, options));
  }

  #remove({ file }: Line): void {
    void removeModel(file).then(() => this.#look());
  }

  protected override render(): TemplateResult {
    return html`
      <h2>${WORDS.title}</h2>
      <p class="soft">${this.possible ? WORDS.intro : OFFLINE_WORDS.unsupported}</p>
      <ul>
        ${this.#lines.map((line) => this.#line(line))}
      </ul>
    `;
  }

  #line(line: Line): TemplateResult {
    const { entry, source, task } = line;
    const stored = this.stored.has(line.file.url);
    const facts = [megabytes(source.bytes), source.licence, ...(stored ? [WORDS.stored] : [])];
    return html`<li>
      <div class="line">
        <span class="words">
          <strong>${entry.title}</strong>
          <span class="soft">${facts.join(' · ')}</span>
        </span>
        ${task.state.kind === 'running' ? '' : this.#button(line, stored)}
      </div>
      ${transfer(task, { label: WORDS.download(entry.title), cancel: WORDS.cancel(entry.title), fault: modelFaultText })}
    </li>`;
  }

  #button(line: Line, stored: boolean): TemplateResult {
    const { title } = line.entry;
    return stored
      ? html`<button type="button" aria-label=${WORDS.remove(title)} @click=${(): void => this.#remove(line)}>
          Remove
        </button>`
      : html`<button
          type="button"
          aria-label=${WORDS.download(title)}
          ?disabled=${!this.possible}
          @click=${(): void => this.#download(line)}
        >
          Download
        </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-model-downloads': ModelDownloads;
  }
}
