import './web-awesome';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import type WaSwitch from '@awesome.me/webawesome/dist/components/switch/switch.js';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TaskId } from '../../../models/contract';
import type { EngineInfo, QualityCut } from '../../../workers/protocol';
import { isTwoStage, type ModelId } from '../../../models/registry';
import type { OwnBackdrops } from '../../backdrop/backdrop-controller';
import type { CameraDevice, Facing, SystemBlur } from '../../camera/camera';
import { TASK_NAMES } from '../../i18n/vision-words';
import { DEFAULT_PREFERENCES, type Preferences, type Theme } from '../../storage/settings';
import { icon } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { emit } from '../events';
import { controlPanelStyles } from './control-panel.styles';
import { engineText } from './engine-text';
import { labLinks } from './lab-links';
import { modelChoices } from './model-choices';
import { systemBlurText } from './system-blur-text';
import { twoStageControls } from './two-stage-controls';

/** Web Awesome's select takes no empty value. */
const ANY_CAMERA = 'any';
const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/**
 * Every setting. It shows what it is given and asks for changes; it keeps nothing.
 * @slot - further sections, e.g. offline use
 * @fires sightline-gpu-test
 * @fires sightline-preferences - the fields to change
 * @fires sightline-backdrop - the user's own background was chosen or taken away
 * @fires sightline-notice - one of two blurs is to be switched off
 */
@customElement('sightline-control-panel')
export class ControlPanel extends LitElement {
  static override styles = [base, buttons, controlPanelStyles];

  @property({ attribute: false }) preferences: Preferences = DEFAULT_PREFERENCES;
  @property({ attribute: false }) devices: readonly CameraDevice[] = [];
  /** The camera in use; empty where none is. */
  @property() deviceId = '';
  @property() facing: Facing = 'user';
  @property({ attribute: false }) ownBackdrops: OwnBackdrops = {};
  /** A background file is being read. */
  @property({ type: Boolean }) openingBackdrop = false;
  /** The live picture, where these controls cover it. */
  @property({ attribute: false }) preview: (() => HTMLCanvasElement | undefined) | undefined;
  /** What the system does to the camera's background by itself. */
  @property() systemBlur: SystemBlur = 'off';
  /** What the networks run on; undefined before the first start. */
  @property({ attribute: false }) engine: EngineInfo | undefined;
  /** What is given up for speed at the moment. */
  @property({ attribute: false }) cuts: readonly QualityCut[] = [];
  /** What the second stage of a two-stage detector takes a picture, as far as the last moments tell. */
  @property({ type: Number }) secondStageMs: number | undefined;

  /** The newest that was told for the present number of places: answers may be seconds apart. */
  #secondStageMs: number | undefined;

  #change(fields: Partial<Preferences>): void {
    emit(this, 'sightline-preferences', fields);
  }

  #changeModel(task: TaskId, id: string): void {
    this.#change({ models: { ...this.preferences.models, [task]: id as ModelId } });
  }

  readonly #onCamera = (event: Event): void => {
    const value = String((event.target as WaSelect).value);
    this.#change({ deviceId: value === ANY_CAMERA ? '' : value });
  };

  readonly #onMirror = (event: Event): void => {
    const { checked } = event.target as WaSwitch;
    this.#change(this.facing === 'user' ? { mirrorFront: checked } : { mirrorRear: checked });
  };

  readonly #onRotate = (): void => {
    const next = { 0: 90, 90: 180, 180: 270, 270: 0 } as const;
    this.#change({ rotate: next[this.preferences.rotate] });
  };

  readonly #onTheme = (event: Event): void => {
    const theme = THEMES.find(([id]) => id === (event.target as WaSelect).value)?.[0];
    if (theme) this.#change({ theme });
  };

  protected override willUpdate(changed: PropertyValues): void {
    const former = changed.get('preferences') as Preferences | undefined;
    const same = !former || former.proposals === this.preferences.proposals;
    if (!same) this.#secondStageMs = undefined;
    else if (changed.has('secondStageMs')) this.#secondStageMs = this.secondStageMs ?? this.#secondStageMs;
    // Most visits never see it.
    if (changed.has('preferences') && this.preferences.tasks.portrait)
      void import('../background-picker/portrait-settings');
  }

  protected override render(): TemplateResult {
    const { preferences: p } = this;
    return html`
      ${this.#section('Camera', this.#camera(p))}
      ${this.#section(
        TASK_NAMES.detect,
        html`${this.#model('detect')}${this.#slider('Minimum score', 'Boxes below are left out.', p.scoreThreshold, 0.05, 0.95, (scoreThreshold) => ({ scoreThreshold }))}${isTwoStage(p.models.detect) ? twoStageControls(p, this.#secondStageMs, (fields) => this.#change(fields)) : nothing}`,
      )}
      ${this.#section(
        TASK_NAMES.portrait,
        html`${this.#model('portrait')}${p.tasks.portrait ? this.#background(p) : html`<p class="soft">Switch Portrait on to choose the background.</p>`}`,
      )}
      ${this.#section(TASK_NAMES.classify, this.#model('classify'))} ${this.#section('Speed', this.#speed(p))}
      ${this.#section('View', this.#view(p))}
      ${
        this.engine
          ? this.#section(
              'Engine',
              engineText(this.engine, this.cuts, () => emit(this, 'sightline-gpu-test', {})),
            )
          : nothing
      }
      <slot></slot>
      ${this.#section('Lab', labLinks)}
    `;
  }

  #section(title: string, content: TemplateResult): TemplateResult {
    return html`<section>
      <h2>${title}</h2>
      ${content}
    </section>`;
  }

  #camera(p: Preferences): TemplateResult {
    const named = this.devices.filter(({ label }) => label !== '');
    const chosen = named.some(({ deviceId }) => deviceId === (this.deviceId || p.deviceId))
      ? this.deviceId || p.deviceId
      : ANY_CAMERA;
    return html`
      <wa-select label="Which camera" .value=${chosen} @change=${this.#onCamera}>
        <wa-option value=${ANY_CAMERA}>Whichever faces ${this.facing === 'user' ? 'me' : 'away'}</wa-option>
        ${named.map(({ deviceId, label }) => html`<wa-option value=${deviceId}>${label}</wa-option>`)}
      </wa-select>
      ${this.#switch('Mirror the picture', this.facing === 'user' ? p.mirrorFront : p.mirrorRear, this.#onMirror)}
      <button type="button" data-action="rotate" @click=${this.#onRotate}>
        ${icon('rotate')}Turn by 90°${p.rotate ? html` (${p.rotate}°)` : nothing}
      </button>
    `;
  }

  #background(p: Preferences): TemplateResult {
    return html`
      ${this.systemBlur === 'off' ? nothing : systemBlurText(this.systemBlur, (action) => emit(this, 'sightline-notice', { action }))}
      ${this.preview ? html`<sightline-live-preview .source=${this.preview}></sightline-live-preview>` : nothing}
      <sightline-background-picker
        .effect=${p.background}
        .strength=${p.blurStrength}
        .lightWrap=${p.lightWrap}
        .own=${this.ownBackdrops}
        .opening=${this.openingBackdrop}
      ></sightline-background-picker>
    `;
  }

  #speed(p: Preferences): TemplateResult {
    return html`
      ${this.#switch('Automatic quality', p.automaticQuality, (event) => this.#change({ automaticQuality: (event.target as WaSwitch).checked }))}
      <p class="soft">
        Where this device is too slow, networks get smaller and less is computed, and all comes back when there is room.
        Off: the models you chose stay.
      </p>
      ${this.#switch('Eco', p.eco, (event) => this.#change({ eco: (event.target as WaSwitch).checked }))}
      <p class="soft">
        Spares battery and heat: networks look less often${p.automaticQuality ? ' and are smaller' : ''}.
      </p>
    `;
  }

  #view(p: Preferences): TemplateResult {
    return html`
      ${this.#switch('Show speed and engine', p.stats, (event) => this.#change({ stats: (event.target as WaSwitch).checked }))}
      ${this.#switch('Tell screen readers what changes', p.announce, (event) => this.#change({ announce: (event.target as WaSwitch).checked }))}
      <wa-select label="Colours" .value=${p.theme} @change=${this.#onTheme}>
        ${THEMES.map(([id, text]) => html`<wa-option value=${id}>${text}</wa-option>`)}
      </wa-select>
    `;
  }

  #switch(label: string, checked: boolean, onChange: (event: Event) => void): TemplateResult {
    return html`<wa-switch .checked=${checked} @change=${onChange}>${label}</wa-switch>`;
  }

  #model(task: TaskId): TemplateResult {
    const chosen = this.preferences.models[task];
    const choices = modelChoices(task, chosen);
    const hint = choices.find(({ id }) => id === chosen)?.description ?? '';
    return html`
      <wa-select
        label="Model"
        hint=${hint}
        data-model=${task}
        .value=${chosen}
        @change=${(event: Event): void => this.#changeModel(task, String((event.target as WaSelect).value))}
      >
        ${choices.map(({ id, text }) => html`<wa-option value=${id}>${text}</wa-option>`)}
      </wa-select>
    `;
  }

  /** In percent, since that is how people say it. */
  #slider(
    label: string,
    hint: string,
    value: number,
    min: number,
    max: number,
    fields: (value: number) => Partial<Preferences>,
  ): TemplateResult {
    const percent = Math.round(value * 100);
    return html`
      <wa-slider
        hint=${hint}
        min=${min * 100}
        max=${max * 100}
        step="5"
        .value=${percent}
        .valueFormatter=${percentText}
        @input=${(event: Event): void => this.#change(fields((event.target as WaSlider).value / 100))}
      >
        <span slot="label">${label}<span class="value" aria-hidden="true">${percent} %</span></span>
      </wa-slider>
    `;
  }
}

const percentText = (value: number): string => `${value} %`;

declare global {
  interface HTMLElementTagNameMap {
    'sightline-control-panel': ControlPanel;
  }
}
