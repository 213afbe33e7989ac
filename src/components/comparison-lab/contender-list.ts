import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TaskId } from '../../../models/contract';
import { isTwoStage } from '../../../models/registry';
import { COMPARE_WORDS, engineName, PRECISION_WORDS } from '../../i18n/compare-words';
import { TASK_NAMES } from '../../i18n/vision-words';
import { contenderKey, type Contender } from '../../lab/compare/run-file';
import { base, buttons } from '../../styles/shared';
import { badge } from './badge';
import {
  enginesOf,
  fitted,
  isBuiltIn,
  networksOf,
  pageAbilities,
  precisionsOf,
  PROPOSAL_STEPS,
  titleOf,
  type Abilities,
  type NetworkId,
} from './contender-choices';
import { contenderListStyles } from './contender-list.styles';
import { formStyles } from './form.styles';
import { letterOf } from './lab-tokens';
import { emitLab } from './lab-events';

const TASKS: readonly TaskId[] = ['detect', 'portrait', 'classify'];
const MOST = 6;

/**
 * Who takes part: a network, what it runs on, in which numbers, and with how many places.
 * @fires sightline-lab-contenders - the list as it is to be
 */
@customElement('sightline-contender-list')
export class ContenderList extends LitElement {
  static override styles = [base, buttons, formStyles, contenderListStyles];

  @property({ attribute: false }) contenders: readonly Contender[] = [];
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) abilities: Abilities = pageAbilities();

  #emit(contenders: readonly Contender[]): void {
    emitLab(this, 'sightline-lab-contenders', contenders);
  }

  #change(index: number, fields: Partial<Contender>): void {
    this.#emit(this.contenders.map((one, i) => (i === index ? fitted({ ...one, ...fields }, this.abilities) : one)));
  }

  readonly #add = (): void => {
    const taken = new Set(this.contenders.map(contenderKey));
    const last = this.contenders.at(-1);
    if (!last) return;
    // The first that is not there yet, of the same kind as the last.
    const candidates = networksOf('detect')
      .flatMap((network) =>
        enginesOf(network, this.abilities).map((engine) => fitted({ ...last, network, ...engine }, this.abilities)),
      )
      .filter((one) => !taken.has(contenderKey(one)));
    this.#emit([...this.contenders, candidates[0] ?? last]);
  };

  protected override render(): TemplateResult {
    const { contenders, disabled } = this;
    return html`
      <ol>
        ${contenders.map((contender, index) => html`<li>${this.#row(contender, index)}</li>`)}
      </ol>
      <button type="button" class="add" ?disabled=${disabled || contenders.length >= MOST} @click=${this.#add}>
        ${COMPARE_WORDS.addContender}
      </button>
    `;
  }

  #row(contender: Contender, index: number): TemplateResult {
    const { network, engine, threads, precision, proposals } = contender;
    const engines = enginesOf(network, this.abilities);
    const precisions = precisionsOf(network, engine);
    const letter = letterOf(index);
    return html`<fieldset ?disabled=${this.disabled}>
      <legend>
        ${badge(index)} ${titleOf(network)}
        ${
          this.contenders.length > 1
            ? html`<button
                type="button"
                class="plain"
                aria-label=${COMPARE_WORDS.removeContender(letter)}
                @click=${(): void => this.#emit(this.contenders.filter((_, i) => i !== index))}
              >
                ${COMPARE_WORDS.remove}
              </button>`
            : nothing
        }
      </legend>
      ${this.#select(
        COMPARE_WORDS.network,
        'wide',
        TASKS.map(
          (task) =>
            html`<optgroup label=${TASK_NAMES[task]}>
              ${networksOf(task).map((id) => this.#option(id, COMPARE_WORDS.networkOption(titleOf(id), isBuiltIn(id)), id === network))}
            </optgroup>`,
        ),
        (value) => this.#change(index, { network: value as NetworkId }),
      )}
      ${this.#select(
        COMPARE_WORDS.engine,
        '',
        engines.map((one, i) =>
          this.#option(
            String(i),
            engineName(one.engine, one.threads),
            one.engine === engine && one.threads === threads,
          ),
        ),
        (value) => this.#change(index, engines[Number(value)] ?? {}),
      )}
      ${this.#select(
        COMPARE_WORDS.precision,
        '',
        precisions.map((one) => this.#option(one, PRECISION_WORDS[one], one === precision)),
        (value) => this.#change(index, { precision: precisions.find((one) => one === value) ?? precision }),
      )}
      ${
        isTwoStage(network)
          ? this.#select(
              COMPARE_WORDS.proposals,
              'wide',
              PROPOSAL_STEPS.map((count) =>
                this.#option(String(count), COMPARE_WORDS.places(count), count === proposals),
              ),
              (value) => this.#change(index, { proposals: Number(value) }),
            )
          : nothing
      }
    </fieldset>`;
  }

  #select(
    label: string,
    className: string,
    options: readonly TemplateResult[],
    onChange: (value: string) => void,
  ): TemplateResult {
    return html`<label class="field ${className}">
      ${label}
      <select @change=${(event: Event): void => onChange((event.target as HTMLSelectElement).value)}>
        ${options}
      </select>
    </label>`;
  }

  #option(value: string, text: string, selected: boolean): TemplateResult {
    return html`<option value=${value} .selected=${selected}>${text}</option>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-contender-list': ContenderList;
  }
}
