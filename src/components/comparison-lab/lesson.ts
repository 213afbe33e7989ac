import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LESSON, type LessonStep } from '../../i18n/lesson-words';
import { base } from '../../styles/shared';
import { lessonStyles } from './lesson.styles';

/** One stage or two, in plain words, in the colours of the step bars. */
@customElement('sightline-lesson')
export class Lesson extends LitElement {
  static override styles = [base, lessonStyles];

  @property({ type: Boolean }) open = false;

  protected override render(): TemplateResult {
    return html`<details ?open=${this.open}>
      <summary>${LESSON.title}</summary>
      <div class="columns">
        <p class="wide">${LESSON.intro}</p>
        <section>
          <h3>${LESSON.oneTitle}</h3>
          ${this.#steps(LESSON.one)}
        </section>
        <section>
          <h3>${LESSON.twoTitle}</h3>
          ${this.#steps(LESSON.two)}
        </section>
        <p class="wide">${LESSON.nms}</p>
        <p class="wide soft">${LESSON.caution}</p>
      </div>
    </details>`;
  }

  #steps(steps: readonly LessonStep[]): TemplateResult {
    return html`<ol>
      ${steps.map(
        ({ step, name, text }) =>
          html`<li>
            <i class=${step} aria-hidden="true"></i><span><strong>${name}</strong> ${text}</span>
          </li>`,
      )}
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-lesson': Lesson;
  }
}
