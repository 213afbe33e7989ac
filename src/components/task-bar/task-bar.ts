import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TaskId } from '../../../models/contract';
import { TASK_NAMES } from '../../i18n/vision-words';
import { icon } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { emit } from '../events';
import { taskBarStyles } from './task-bar.styles';

const TASKS: readonly TaskId[] = ['detect', 'portrait', 'classify'];

/**
 * Detect, Portrait, Classify: each on or off, alone or together.
 * @fires sightline-task - a task was switched
 */
@customElement('sightline-task-bar')
export class TaskBar extends LitElement {
  static override styles = [base, buttons, taskBarStyles];

  @property({ attribute: false }) tasks: Readonly<Record<TaskId, boolean>> = {
    detect: false,
    portrait: false,
    classify: false,
  };

  #toggle(task: TaskId): void {
    emit(this, 'sightline-task', { task, on: !this.tasks[task] });
  }

  protected override render(): TemplateResult {
    return html`
      <div role="group" aria-label="What to look for">
        ${TASKS.map(
          (task) => html`
            <button
              type="button"
              data-task=${task}
              aria-pressed=${this.tasks[task] ? 'true' : 'false'}
              @click=${(): void => this.#toggle(task)}
            >
              ${icon(task)}<span>${TASK_NAMES[task]}</span>
            </button>
          `,
        )}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-task-bar': TaskBar;
  }
}
