import { LitElement, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StepTimings } from '../../../models/contract';
import { COMPARE_WORDS, STEP_WORDS } from '../../i18n/compare-words';
import { formatMs } from '../../i18n/figures';
import { base } from '../../styles/shared';
import { SHOWN_STEPS, type ShownStep } from './lab-tokens';
import { stepTimelineStyles } from './step-timeline.styles';

/** What a timeline needs of a look. */
export interface TimedLook {
  readonly stepsMs: StepTimings;
  readonly totalMs: number;
}

/** Frames that the history shows. */
export const HISTORY = 60;
const WIDTH = 1000;
/** Of a frame's column, the rest is a gap. */
const COLUMN = 0.8;

interface Span {
  readonly step: ShownStep;
  readonly fromMs: number;
  readonly ms: number;
}

/** Steps laid end to end; what is left of the whole comes last. */
export function spansOf({ stepsMs, totalMs }: TimedLook): Span[] {
  const spans: Span[] = [];
  let atMs = 0;
  for (const step of SHOWN_STEPS) {
    const ms = step === 'rest' ? Math.max(0, totalMs - atMs) : (stepsMs[step] ?? 0);
    if (ms > 0) spans.push({ step, fromMs: atMs, ms });
    atMs += ms;
  }
  return spans;
}

/** One contender's time: the newest frame as a bar of steps, and the frames before as columns. */
@customElement('sightline-step-timeline')
export class StepTimeline extends LitElement {
  static override styles = [base, stepTimelineStyles];

  @property() override title = '';
  /** Oldest first; the last is the newest. */
  @property({ attribute: false }) looks: readonly TimedLook[] = [];
  /** Where the bars end, milliseconds: the same for both sides, so that lengths can be compared. */
  @property({ type: Number }) scaleMs = 100;

  protected override render(): TemplateResult {
    const newest = this.looks.at(-1);
    return html`
      <h3>
        <span>${this.title}</span>
        <span class="total">${newest ? COMPARE_WORDS.perFrame(newest.totalMs) : nothing}</span>
      </h3>
      ${newest ? this.#bars(newest) : html`<p class="soft">${COMPARE_WORDS.noLooks}</p>`}
    `;
  }

  #bars(newest: TimedLook): TemplateResult {
    const spans = spansOf(newest);
    return html`
      <svg class="now" viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" aria-hidden="true">
        ${spans.map(({ step, fromMs, ms }) => this.#rect(step, fromMs, ms))}
      </svg>
      <svg class="past" viewBox="0 0 ${HISTORY} 100" preserveAspectRatio="none" aria-hidden="true">
        ${SHOWN_STEPS.map((step) => svg`<path class=${step} d=${this.#columns(step)}></path>`)}
      </svg>
      <dl aria-label=${COMPARE_WORDS.stepsLabel}>
        ${spans.map(
          ({ step, ms }) =>
            html`<div>
              <svg viewBox="0 0 1 1" aria-hidden="true"><rect class=${step} width="1" height="1"></rect></svg>
              <dt>${STEP_WORDS[step]}</dt>
              <dd>${formatMs(ms)}</dd>
            </div>`,
        )}
      </dl>
    `;
  }

  #rect(step: ShownStep, fromMs: number, ms: number): SVGTemplateResult {
    const x = (fromMs / this.scaleMs) * WIDTH;
    // A hair's breadth between two steps, but no step vanishes.
    const width = Math.max(1.5, (ms / this.scaleMs) * WIDTH - 1.5);
    return svg`<rect class=${step} x=${x} y="0" width=${width} height="26"></rect>`;
  }

  /** One path for all frames' bars of a step, newest at the right. */
  #columns(step: ShownStep): string {
    const shown = this.looks.slice(-HISTORY);
    return shown
      .flatMap((look, i) => {
        const span = spansOf(look).find((one) => one.step === step);
        if (!span) return [];
        const x = HISTORY - shown.length + i;
        const bottom = 100 - (span.fromMs / this.scaleMs) * 100;
        const height = (span.ms / this.scaleMs) * 100;
        return [`M${x} ${bottom.toFixed(1)}h${COLUMN}v${(-height).toFixed(1)}h${-COLUMN}z`];
      })
      .join('');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-step-timeline': StepTimeline;
  }
}
