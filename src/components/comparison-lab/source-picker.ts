import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { base, buttons } from '../../styles/shared';
import { chosenFiles } from './dropped-files';
import { formStyles } from './form.styles';
import { emitLab } from './lab-events';
import { choiceText, type SourceChoice } from './source-choice';
import { sourcePickerStyles } from './source-picker.styles';

const KINDS = [
  ['demo', COMPARE_WORDS.demo],
  ['camera', COMPARE_WORDS.camera],
  ['file', COMPARE_WORDS.file],
  ['labelled', COMPARE_WORDS.labelled],
] as const;

/**
 * On which pictures: camera, demo clip, own files, or a labelled set.
 * @fires sightline-lab-source - the choice as it is to be
 */
@customElement('sightline-source-picker')
export class SourcePicker extends LitElement {
  static override styles = [base, buttons, formStyles, sourcePickerStyles];

  @property({ attribute: false }) choice: SourceChoice = { kind: 'demo' };
  @property({ type: Boolean }) disabled = false;

  #choose(kind: SourceChoice['kind']): void {
    emitLab(this, 'sightline-lab-source', kind === 'demo' || kind === 'camera' ? { kind } : { kind, files: [] });
  }

  #pick(kind: 'file' | 'labelled', accept: string, folder = false): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = kind === 'file';
    input.accept = accept;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => {
      const files = chosenFiles(input);
      if (files.length > 0) emitLab(this, 'sightline-lab-source', { kind, files });
    });
    input.click();
  }

  protected override render(): TemplateResult {
    const { choice, disabled } = this;
    return html`
      <div role="radiogroup" aria-label=${COMPARE_WORDS.what}>
        ${KINDS.map(
          ([kind, text]) =>
            html`<label class="check">
              <input
                type="radio"
                name="source"
                value=${kind}
                .checked=${choice.kind === kind}
                ?disabled=${disabled}
                @change=${(): void => this.#choose(kind)}
              />
              ${text}
            </label>`,
        )}
      </div>
      ${choice.kind === 'file' ? this.#files() : choice.kind === 'labelled' ? this.#labelled() : nothing}
      ${choiceText(choice) ? html`<p>${choiceText(choice)}</p>` : nothing}
    `;
  }

  #files(): TemplateResult {
    return html`<div class="files">
        ${this.#button(COMPARE_WORDS.chooseFiles, () => this.#pick('file', 'image/*,video/*'))}
      </div>
      <p class="soft">${COMPARE_WORDS.dropHint}</p>`;
  }

  #labelled(): TemplateResult {
    return html`<div class="files">
        ${this.#button(COMPARE_WORDS.chooseFolder, () => this.#pick('labelled', '', true))}
        ${this.#button(COMPARE_WORDS.chooseZip, () => this.#pick('labelled', '.zip,application/zip'))}
      </div>
      <p class="soft">${COMPARE_WORDS.labelledHint} ${COMPARE_WORDS.dropHint}</p>`;
  }

  #button(text: string, onClick: () => void): TemplateResult {
    return html`<button type="button" ?disabled=${this.disabled} @click=${onClick}>${text}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-source-picker': SourcePicker;
  }
}
