import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FrameReport } from '../../../models/contract';
import { base } from '../../styles/shared';
import { positionText } from './position-text';

/** The picture in words, for people who do not see it: a sentence when the scene changes, and a list to read at leisure. */
@customElement('sightline-scene-list')
export class SceneList extends LitElement {
  static override styles = [base];

  /** Changes at most once a second. */
  @property({ attribute: false }) report: FrameReport | undefined;
  /** Changes at most every three seconds; empty to say nothing. */
  @property() announcement = '';

  protected override render(): TemplateResult {
    return html`
      <div class="hidden-text" role="status">${this.announcement}</div>
      <section class="hidden-text" aria-label="What is in the picture">
        ${this.report ? this.#lists(this.report) : nothing}
      </section>
    `;
  }

  #lists({ detections, classifications, frame }: FrameReport): TemplateResult {
    return html`
      ${
        detections.length > 0
          ? html`<ul aria-label="Detected">
              ${detections.map(({ label, score, boxFramePx }) => html`<li>${label}, ${percent(score)}, ${positionText(boxFramePx, frame)}</li>`)}
            </ul>`
          : nothing
      }
      ${
        classifications.length > 0
          ? html`<ul aria-label="In the middle">
              ${classifications.map(({ label, score }) => html`<li>${label}, ${percent(score)}</li>`)}
            </ul>`
          : nothing
      }
    `;
  }
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-scene-list': SceneList;
  }
}
