import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Size, StepName, TaskId } from '../../../models/contract';
import type { EngineInfo, QualityCut } from '../../../workers/protocol';
import { precisionInUse } from '../../i18n/precision-words';
import { qualityWords } from '../../i18n/quality-words';
import { TASK_NAMES } from '../../i18n/vision-words';
import { base } from '../../styles/shared';
import type { FrameFigures } from '../../vision/frame-statistics';
import { statsOverlayStyles } from './stats-overlay.styles';

const STEPS: readonly StepName[] = ['capture', 'preprocess', 'infer', 'decode', 'draw'];
/** Of a two-stage detector alone. */
const SECOND_STEPS: readonly (readonly [StepName, string])[] = [
  ['propose', 'propose'],
  ['second-stage', 'second stage'],
];

/** How fast it runs, and on what. Figures are means over the last second and a half. */
@customElement('sightline-stats-overlay')
export class StatsOverlay extends LitElement {
  static override styles = [base, statsOverlayStyles];

  @property({ attribute: false }) figures: FrameFigures | undefined;
  @property({ attribute: false }) engine: EngineInfo | undefined;
  @property({ attribute: false }) frame: Size | undefined;
  /** What is given up for speed at the moment. */
  @property({ attribute: false }) cuts: readonly QualityCut[] = [];
  /** Models of the tasks that are on. */
  @property({ attribute: false }) models: readonly { readonly task: TaskId; readonly title: string }[] = [];
  /** What the camera says it gives; 0 where it is none or does not say. */
  @property({ type: Number }) cameraFps = 0;
  /** How frames reach the worker. */
  @property() source = '';

  protected override render(): TemplateResult {
    const { figures, engine, frame } = this;
    return html`
      <dl aria-label="Figures">
        <div class="head">
          <dt>FPS</dt>
          <dd>
            ${figures && figures.fps > 0 ? figures.fps.toFixed(1) : '–'}${this.cameraFps > 0 ? ` of ${Math.round(this.cameraFps)}` : ''}
          </dd>
        </div>
        <div class="head">
          <dt>Answers</dt>
          <dd>${figures && figures.answersPerSecond > 0 ? `${figures.answersPerSecond.toFixed(1)} a second` : '–'}</dd>
        </div>
        <div class="head">
          <dt>Frame</dt>
          <dd>${figures ? milliseconds(figures.totalMs) : '–'}</dd>
        </div>
        ${this.#row('answers’ age', figures?.ageMs)} ${STEPS.map((step) => this.#row(step, figures?.stepsMs[step]))}
        ${SECOND_STEPS.filter(([step]) => figures?.stepsMs[step] !== undefined).map(([step, name]) => this.#row(name, figures?.stepsMs[step]))}
        ${this.models.map(({ task, title }) => this.#row(`${TASK_NAMES[task]} · ${title}`, figures?.inferMs[task]))}
        <div>
          <dt>Size</dt>
          <dd>${frame ? `${frame.width} × ${frame.height}` : '–'}</dd>
        </div>
        <div>
          <dt>Dropped</dt>
          <dd>${figures ? figures.dropped : '–'}</dd>
        </div>
        ${
          this.source
            ? html`<div>
                <dt>Frames by</dt>
                <dd>${this.source}</dd>
              </div>`
            : nothing
        }
        ${
          engine
            ? html`<div class="words">
                <dt>Engine</dt>
                <dd>${engineText(engine)}</dd>
              </div>`
            : nothing
        }
      </dl>
      ${engine?.note ? html`<p>${engine.note}</p>` : nothing}
      ${qualityWords(this.cuts).map((sentence) => html`<p class="cut">${sentence}</p>`)}
    `;
  }

  #row(name: string, ms: number | undefined): TemplateResult {
    return html`<div>
      <dt>${name}</dt>
      <dd>${ms === undefined ? '–' : milliseconds(ms)}</dd>
    </div>`;
  }
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function engineText(engine: EngineInfo): string {
  const { provider, build, threads } = engine;
  const where = provider === 'webgpu' ? 'WebGPU' : `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return [`${where} (${build})`, precisionInUse(engine)].filter(Boolean).join(', ');
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-stats-overlay': StatsOverlay;
  }
}
