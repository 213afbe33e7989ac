import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon, type IconName } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { emit, type StageAction } from '../events';
import { actionBarStyles } from './action-bar.styles';

/**
 * The buttons beside the picture.
 * @fires sightline-action - one was pressed
 */
@customElement('sightline-action-bar')
export class ActionBar extends LitElement {
  static override styles = [base, buttons, actionBarStyles];

  /** There is something to pause, stop and save. */
  @property({ type: Boolean }) live = false;
  @property({ type: Boolean }) paused = false;
  /** The camera runs and may have a twin on the other side. */
  @property({ type: Boolean }) canFlip = false;
  @property({ type: Boolean }) fullscreen = false;
  /** The picture is in a window of its own. */
  @property({ type: Boolean }) pip = false;
  /** Some browsers have no such window for pages. */
  @property({ type: Boolean }) canPip = false;
  /** iPhones have no full screen for pages. */
  @property({ type: Boolean }) canFullscreen = true;

  #button(action: StageAction, name: IconName, label: string, enabled: boolean): TemplateResult {
    return html`
      <button
        type="button"
        class="plain"
        data-action=${action}
        title=${label}
        aria-label=${label}
        ?disabled=${!enabled}
        @click=${(): void => emit(this, 'sightline-action', { action })}
      >
        ${icon(name)}
      </button>
    `;
  }

  protected override render(): TemplateResult {
    return html`
      <div role="group" aria-label="Picture controls">
        ${this.#button('stop', 'stop', 'Stop', this.live)}
        ${this.#button('flip', 'flip', 'Front or rear camera', this.canFlip)}
        ${this.paused ? this.#button('pause', 'play', 'Continue', this.live) : this.#button('pause', 'pause', 'Pause', this.live)}
        ${this.#button('snapshot', 'snapshot', 'Save a picture', this.live)}
        ${this.canPip ? this.#button('pip', 'pip', this.pip ? 'Close the small window' : 'Show in a small window', this.live) : ''}
        ${
          this.canFullscreen
            ? this.#button(
                'fullscreen',
                this.fullscreen ? 'windowed' : 'fullscreen',
                this.fullscreen ? 'Leave full screen' : 'Full screen',
                true,
              )
            : ''
        }
        ${this.#button('settings', 'settings', 'Settings', true)}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-action-bar': ActionBar;
  }
}
