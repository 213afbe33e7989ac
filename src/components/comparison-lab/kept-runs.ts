import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { shortTitles } from './results/run-names';
import { formatWhen } from '../../i18n/figures';
import type { KeptRun } from '../../storage/run-store';
import { base, buttons } from '../../styles/shared';
import { pickFile } from '../app/pick-file';
import { keptRunsStyles } from './kept-runs.styles';
import { emitLab } from './lab-events';

/**
 * The runs on this device, and the door for run files from others.
 * @fires sightline-lab-kept - one is to be opened, compared with, or deleted
 * @fires sightline-lab-import - a run file was chosen
 */
@customElement('sightline-kept-runs')
export class KeptRuns extends LitElement {
  static override styles = [base, buttons, keptRunsStyles];

  @property({ attribute: false }) runs: readonly KeptRun[] = [];
  /** The one that is shown. */
  @property() shown = '';
  /** The one it is compared with. */
  @property() earlier = '';
  @property({ type: Boolean }) disabled = false;

  readonly #import = (): void =>
    pickFile((file) => emitLab(this, 'sightline-lab-import', { file }), '.json,application/json');

  protected override render(): TemplateResult {
    const { runs, disabled } = this;
    return html`
      <h2>${COMPARE_WORDS.kept}</h2>
      ${
        runs.length === 0
          ? html`<p class="soft">${COMPARE_WORDS.noKept}</p>`
          : html`<ul>
              ${runs.map((run) => this.#run(run))}
            </ul>`
      }
      <button type="button" ?disabled=${disabled} @click=${this.#import}>${COMPARE_WORDS.import}</button>
    `;
  }

  #run({ id, title, startedAt, browser, sourceName, contenders, frames }: KeptRun): TemplateResult {
    const name = title || formatWhen(startedAt);
    const isShown = id === this.shown;
    const button = (action: 'open' | 'compare' | 'delete', text: string, pressed?: boolean): TemplateResult =>
      html`<button
        type="button"
        data-kept=${action}
        aria-label=${`${text}: ${name}`}
        aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'}
        ?disabled=${this.disabled}
        @click=${(): void => emitLab(this, 'sightline-lab-kept', { action, id })}
      >
        ${text}
      </button>`;
    return html`<li>
      <div class="what">
        <strong>${name}</strong>
        <span class="soft">${shortTitles(contenders).join(', ')} · ${sourceName}, ${frames} pictures · ${browser}</span>
      </div>
      <div class="actions">
        ${isShown ? html`<span class="soft">${COMPARE_WORDS.shownAbove}</span>` : button('open', COMPARE_WORDS.open)}
        ${this.shown && !isShown ? button('compare', COMPARE_WORDS.compare, id === this.earlier) : nothing}
        ${button('delete', COMPARE_WORDS.forget)}
      </div>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-kept-runs': KeptRuns;
  }
}
