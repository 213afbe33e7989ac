import './contender-list';
import './kept-runs';
import './lesson';
import './results/run-results';
import './source-picker';
import './step-timeline';
import './wiper-view';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { isTwoStage } from '../../../models/registry';
import { BOX_LAYERS, BOX_LAYER_WORDS, boxLayerOf } from '../../i18n/box-layer-words';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { formatLeft } from '../../i18n/figures';
import type { RunFile, RunLength } from '../../lab/compare/run-file';
import { mark } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { FileDrop } from '../app/file-drop';
import { MediaQuery } from '../app/media-query';
import { CompareSession } from './compare-session';
import { comparisonLabStyles } from './comparison-lab.styles';
import { titleOf } from './contender-choices';
import { formStyles } from './form.styles';
import { takeDrop, type DropTaker } from './lab-drop';
import { installLabTokens, letterOf } from './lab-tokens';
import type { RunResults } from './results/run-results';
import type { WiperView } from './wiper-view';

installLabTokens();

/** Two columns, as in the styles. */
const WIDE = '(width >= 64rem)';
const MOST_FRAMES = 100_000;
const MOST_MINUTES = 240;

/** The page at `?lab=compare`: detectors side by side, watched and measured. */
@customElement('sightline-comparison-lab')
export class ComparisonLab extends LitElement {
  static override styles = [base, buttons, formStyles, comparisonLabStyles];

  readonly #session = new CompareSession(this, ({ image, size, looks }) => this.view?.show(image, size, looks));

  readonly #taker: DropTaker = {
    onRunFile: (file) => void this.#session.shelf.importFile(file),
    onSource: (choice) => {
      if (this.#session.activity === undefined) this.#session.change({ choice });
    },
  };
  readonly #drop = new FileDrop(this, (transfer) => void takeDrop(transfer, this.#taker));

  readonly #wide = new MediaQuery(this, WIDE);
  /** The run that was shown last. */
  #seen: RunFile | undefined;

  @query('sightline-wiper-view') private view!: WiperView | null;
  @query('sightline-run-results') private results!: RunResults | null;

  /** Results that are new come into view: they stand below what was looked at meanwhile. */
  protected override updated(): void {
    const { shown } = this.#session.shelf;
    if (shown === this.#seen) return;
    this.#seen = shown;
    const { results } = this;
    void results?.updateComplete.then(() => results.scrollIntoView({ block: 'start' }));
  }

  protected override render(): TemplateResult {
    return html`<div class="page">
      <header>${mark}<span>Sightline</span><a href="./">${COMPARE_WORDS.back}</a></header>
      <main
        @sightline-lab-contenders=${(e: HTMLElementEventMap['sightline-lab-contenders']): void =>
          this.#session.change({ contenders: e.detail })}
        @sightline-lab-source=${(e: HTMLElementEventMap['sightline-lab-source']): void =>
          this.#session.change({ choice: e.detail })}
        @sightline-lab-kept=${(e: HTMLElementEventMap['sightline-lab-kept']): void => this.#onKept(e)}
        @sightline-lab-import=${(e: HTMLElementEventMap['sightline-lab-import']): void =>
          void this.#session.shelf.importFile(e.detail.file)}
      >
        <div class="intro">
          <h1>${COMPARE_WORDS.title}</h1>
          <p>${COMPARE_WORDS.intro}</p>
        </div>
        <div class="setup">${this.#setup()}</div>
        <div class="show">
          ${this.#view()}
          <sightline-lesson ?open=${this.#wide.matches}></sightline-lesson>
        </div>
        ${this.#results()}
      </main>
      ${this.#drop.over ? html`<div class="drop" aria-hidden="true"><p>${COMPARE_WORDS.dropHere}</p></div>` : nothing}
    </div>`;
  }

  #results(): TemplateResult {
    const { shelf, activity } = this.#session;
    return html`
      <div class="results">
        <div class="state">
          ${shelf.failure ? html`<p class="failed" role="alert">${shelf.failure}</p>` : nothing}
          <p role="status" class="soft">${shelf.note}</p>
        </div>
        ${
          shelf.shown
            ? html`<sightline-run-results .run=${shelf.shown} .earlier=${shelf.earlier}></sightline-run-results>`
            : html`<h2>${COMPARE_WORDS.results}</h2>
                <p class="soft">${COMPARE_WORDS.noResults}</p>`
        }
      </div>
      <div class="kept">
        <sightline-kept-runs
          .runs=${shelf.runs}
          .shown=${shelf.shown?.id ?? ''}
          .earlier=${shelf.earlier?.id ?? ''}
          ?disabled=${activity !== undefined}
        ></sightline-kept-runs>
      </div>
    `;
  }

  #onKept({ detail }: HTMLElementEventMap['sightline-lab-kept']): void {
    void this.#session.shelf.act(detail.action, detail.id);
  }

  #setup(): TemplateResult {
    const { setup, activity, stopping } = this.#session;
    const busy = activity !== undefined;
    return html`
      <section aria-labelledby="who">
        <h2 id="who">${COMPARE_WORDS.who}</h2>
        <sightline-contender-list .contenders=${setup.contenders} ?disabled=${busy}></sightline-contender-list>
      </section>
      <section aria-labelledby="what">
        <h2 id="what">${COMPARE_WORDS.what}</h2>
        <sightline-source-picker .choice=${setup.choice} ?disabled=${busy}></sightline-source-picker>
      </section>
      <section aria-labelledby="how-long">
        <h2 id="how-long">${COMPARE_WORDS.howLong}</h2>
        ${this.#length(setup.length, busy)}
      </section>
      <div class="actions">
        ${
          busy
            ? html`<button type="button" ?disabled=${stopping} @click=${(): void => this.#session.stop()}>
                ${stopping ? COMPARE_WORDS.stopping : activity === 'seeing' ? COMPARE_WORDS.stopSeeing : COMPARE_WORDS.stop}
              </button>`
            : html`
                <button type="button" @click=${(): void => this.#see()}>${COMPARE_WORDS.see}</button>
                <button type="button" class="primary" @click=${(): void => this.#measure()}>
                  ${COMPARE_WORDS.measure}
                </button>
              `
        }
      </div>
      <div class="state">
        ${this.#session.failure ? html`<p class="failed" role="alert">${this.#session.failure}</p>` : nothing}
        <p role="status" class="soft">${this.#session.status}</p>
        ${this.#progress()}
      </div>
    `;
  }

  #length(length: RunLength, busy: boolean): TemplateResult {
    const amount = length.kind === 'frames' ? length.frames : length.minutes;
    const most = length.kind === 'frames' ? MOST_FRAMES : MOST_MINUTES;
    return html`<div class="length">
        <label class="field">
          ${COMPARE_WORDS.lengthKind}
          <input
            type="number"
            name="amount"
            min="1"
            max=${most}
            .value=${String(amount)}
            ?disabled=${busy}
            @change=${(e: Event): void => this.#setLength(length.kind, (e.target as HTMLInputElement).valueAsNumber)}
          />
        </label>
        <label class="field">
          <span class="hidden-text">${COMPARE_WORDS.lengthKind}</span>&nbsp;
          <select
            name="unit"
            ?disabled=${busy}
            @change=${(e: Event): void => this.#setLength((e.target as HTMLSelectElement).value === 'minutes' ? 'minutes' : 'frames', amount)}
          >
            <option value="frames" .selected=${length.kind === 'frames'}>${COMPARE_WORDS.frames}</option>
            <option value="minutes" .selected=${length.kind === 'minutes'}>${COMPARE_WORDS.minutes}</option>
          </select>
        </label>
      </div>
      <p class="soft">${COMPARE_WORDS.warmUpHint}</p>
      <label class="check">
        <input
          type="checkbox"
          name="memory"
          .checked=${this.#session.setup.measureMemory}
          ?disabled=${busy}
          @change=${(e: Event): void => this.#session.change({ measureMemory: (e.target as HTMLInputElement).checked })}
        />
        ${COMPARE_WORDS.memory}
      </label>`;
  }

  #see(): void {
    // On a phone it lies below everything that was chosen.
    if (!this.#wide.matches) this.view?.scrollIntoView({ block: 'center' });
    void this.#session.see();
  }

  #measure(): void {
    this.view?.clear();
    void this.#session.measure();
  }

  #setLength(kind: RunLength['kind'], wanted: number): void {
    const most = kind === 'frames' ? MOST_FRAMES : MOST_MINUTES;
    const amount = Math.min(most, Math.max(1, Math.round(Number.isFinite(wanted) ? wanted : 1)));
    this.#session.change({ length: kind === 'frames' ? { kind, frames: amount } : { kind, minutes: amount } });
    this.requestUpdate();
  }

  #progress(): TemplateResult | typeof nothing {
    const { progress, setup } = this.#session;
    if (!progress) return nothing;
    const { length } = setup;
    const of =
      length.kind === 'frames'
        ? COMPARE_WORDS.frameOf(progress.frames, length.frames)
        : COMPARE_WORDS.frameSoFar(progress.frames);
    return html`<div class="progress">
      <progress max="1" .value=${progress.share} aria-label=${COMPARE_WORDS.progress}></progress>
      <p>
        <span>${of}</span>
        <span>${progress.leftMs === undefined ? nothing : formatLeft(progress.leftMs)}</span>
      </p>
      ${[...progress.failures].map(([index, { message }]) => html`<p class="failed" role="alert">${letterOf(index)}: ${message}</p>`)}
    </div>`;
  }

  /** Thin lines under the answers of a two-stage detector. */
  #layers(): TemplateResult {
    const { layer } = this.#session;
    return html`<div class="layers">
      <label class="field">
        ${BOX_LAYER_WORDS.label}
        <select
          name="layer"
          aria-describedby="layer-hint"
          @change=${(e: Event): void =>
            this.#session.showLayer(boxLayerOf((e.target as HTMLSelectElement).value) ?? 'final')}
        >
          ${BOX_LAYERS.map(([id, text]) => html`<option value=${id} .selected=${id === layer}>${text}</option>`)}
        </select>
      </label>
      <p class="soft" id="layer-hint">${BOX_LAYER_WORDS.hint}</p>
    </div>`;
  }

  #view(): TemplateResult {
    const { setup, looks, activity, found } = this.#session;
    const names = [0, 1].map((i) => {
      const contender = setup.contenders[i];
      return contender ? titleOf(contender.network) : '–';
    });
    const [a = '', b = ''] = names;
    const scaleMs = 1.05 * Math.max(1, ...looks.flat().map(({ totalMs }) => totalMs));
    const places = setup.contenders.slice(0, 2).some(({ network }) => isTwoStage(network));
    return html`
      <sightline-wiper-view
        .names=${[a, b]}
        .emptyText=${activity === 'measuring' ? COMPARE_WORDS.notDrawn : COMPARE_WORDS.emptyView}
      ></sightline-wiper-view>
      ${places ? this.#layers() : nothing} ${found.map((text) => html`<p class="soft">${text}</p>`)}
      <div class="timelines">
        ${names
          .slice(0, setup.contenders.length)
          .map(
            (name, i) =>
              html`<sightline-step-timeline
                .title=${`${letterOf(i)} · ${name}`}
                .looks=${looks[i] ?? []}
                .scaleMs=${scaleMs}
              ></sightline-step-timeline>`,
          )}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-comparison-lab': ComparisonLab;
  }
}
