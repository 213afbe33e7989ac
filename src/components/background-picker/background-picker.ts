import '../control-panel/web-awesome';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import type WaSwitch from '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BackgroundEffect } from '../../../workers/protocol';
import type { OwnBackdrops } from '../../backdrop/backdrop-controller';
import type { BackdropKind } from '../../backdrop/backdrop-file';
import { base, buttons } from '../../styles/shared';
import { pickFile, PICTURES, VIDEOS } from '../app/pick-file';
import { emit } from '../events';
import { backgroundPickerStyles } from './background-picker.styles';
import { canWrapLight, EFFECTS, effectId, effectOf, FIRST_COLOR, type EffectId } from './effects';
import { thumbnail } from './thumbnail';

/**
 * What becomes of the background: a tile for each effect, and below them what the chosen one needs.
 * @fires sightline-preferences - the effect, its strength or its light was changed
 * @fires sightline-backdrop - a picture or video was chosen or taken away
 */
@customElement('sightline-background-picker')
export class BackgroundPicker extends LitElement {
  static override styles = [base, buttons, backgroundPickerStyles];

  @property({ attribute: false }) effect: BackgroundEffect = { kind: 'blur', shape: 'gaussian' };
  /** 0..1 */
  @property({ type: Number }) strength = 0.6;
  @property({ type: Boolean }) lightWrap = false;
  @property({ attribute: false }) own: OwnBackdrops = {};
  /** A file is being read. */
  @property({ type: Boolean }) opening = false;

  /** A tile that was chosen but cannot be used before there is a file. */
  @state() private waiting: BackdropKind | undefined;

  #color = FIRST_COLOR;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.effect.kind === 'color') this.#color = this.effect.color;
    // Something else was chosen elsewhere, or the file has come.
    if (changed.has('effect')) this.waiting = undefined;
    if (this.waiting && this.own[this.waiting]) {
      const kind = this.waiting;
      this.waiting = undefined;
      this.#change({ kind });
    }
  }

  #change(background: BackgroundEffect): void {
    emit(this, 'sightline-preferences', { background });
  }

  #choose(id: EffectId): void {
    // Arrow keys pass over the tiles: none of them may open a dialogue by itself.
    if ((id === 'picture' || id === 'video') && !this.own[id]) this.waiting = id;
    else {
      this.waiting = undefined;
      this.#change(effectOf(id, this.#color));
    }
  }

  #pick(kind: BackdropKind): void {
    pickFile((file) => emit(this, 'sightline-backdrop', { kind, file }), kind === 'picture' ? PICTURES : VIDEOS);
  }

  protected override render(): TemplateResult {
    const chosen = this.waiting ?? effectId(this.effect);
    const look = { color: this.#color, pictureUrl: this.own.picture?.url ?? '' };
    return html`
      <fieldset>
        <legend>Background</legend>
        <div class="tiles">
          ${EFFECTS.map(
            ({ id, name }) => html`
              <label class="tile">
                <input
                  type="radio"
                  name="effect"
                  value=${id}
                  .checked=${id === chosen}
                  @change=${(): void => this.#choose(id)}
                />
                ${thumbnail(id, look)}<span>${name}</span>
              </label>
            `,
          )}
        </div>
      </fieldset>
      <div class="options">${this.#options(chosen)}</div>
    `;
  }

  #options(id: EffectId): TemplateResult {
    const hint = EFFECTS.find((effect) => effect.id === id)?.hint ?? '';
    return html`
      ${hint ? html`<p>${hint}</p>` : nothing} ${id === 'blur' || id === 'bokeh' ? this.#strength() : nothing}
      ${id === 'color' ? this.#colorField() : nothing} ${id === 'picture' || id === 'video' ? this.#file(id) : nothing}
      ${
        canWrapLight(id) && this.waiting === undefined
          ? html`<wa-switch
              .checked=${this.lightWrap}
              @change=${(event: Event): void =>
                emit(this, 'sightline-preferences', { lightWrap: (event.target as WaSwitch).checked })}
              >Let its light fall on my edges</wa-switch
            >`
          : nothing
      }
    `;
  }

  #strength(): TemplateResult {
    const percent = Math.round(this.strength * 100);
    return html`
      <wa-slider
        min="0"
        max="100"
        step="5"
        .value=${percent}
        .valueFormatter=${percentText}
        @input=${(event: Event): void =>
          emit(this, 'sightline-preferences', { blurStrength: (event.target as WaSlider).value / 100 })}
      >
        <span slot="label">Strength<span class="value" aria-hidden="true">${percent} %</span></span>
      </wa-slider>
    `;
  }

  #colorField(): TemplateResult {
    return html`
      <label class="color">
        <input
          type="color"
          .value=${this.#color}
          @input=${(event: Event): void => this.#change({ kind: 'color', color: (event.target as HTMLInputElement).value })}
        />
        Background colour
      </label>
    `;
  }

  #file(kind: BackdropKind): TemplateResult {
    const own = this.own[kind];
    return html`
      ${
        own
          ? html`<p class="name">${own.name}</p>
              ${own.kept ? nothing : html`<p>Kept for this visit only.</p>`}`
          : html`<p role="status">Your background stays as it is until you choose a ${kind}.</p>`
      }
      <div class="row">
        <button
          type="button"
          data-action="choose-${kind}"
          ?disabled=${this.opening}
          @click=${(): void => this.#pick(kind)}
        >
          ${this.opening ? 'Opening…' : own ? `Choose another ${kind}` : `Choose a ${kind}`}
        </button>
        ${
          own
            ? html`<button
                type="button"
                class="plain"
                data-action="forget-${kind}"
                @click=${(): void => emit(this, 'sightline-backdrop', { kind, file: undefined })}
              >
                Remove
              </button>`
            : nothing
        }
      </div>
    `;
  }
}

const percentText = (value: number): string => `${value} %`;

declare global {
  interface HTMLElementTagNameMap {
    'sightline-background-picker': BackgroundPicker;
  }
}
