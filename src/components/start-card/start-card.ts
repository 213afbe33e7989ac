import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { emit, type StartChoice } from '../events';
import { scene } from './scene';
import { startCardStyles } from './start-card.styles';

/**
 * What a visitor sees first: what this is, that nothing leaves the device, and three ways to begin.
 * @fires sightline-start - one of them was pressed
 */
@customElement('sightline-start-card')
export class StartCard extends LitElement {
  static override styles = [base, buttons, startCardStyles];

  /** Something is being opened already. */
  @property({ type: Boolean }) busy = false;

  #button(choice: StartChoice, look: TemplateResult, primary = false): TemplateResult {
    return html`<button
      type="button"
      data-choice=${choice}
      class=${primary ? 'primary' : ''}
      ?disabled=${this.busy}
      @click=${(): void => emit(this, 'sightline-start', { choice })}
    >
      ${look}
    </button>`;
  }

  protected override render(): TemplateResult {
    return html`
      <section aria-labelledby="title">
        <div class="scene">${scene}</div>
        <div class="words">
          <h1 id="title">A camera that tells you what it sees.</h1>
          <p>${icon('lock')}<span>Everything runs on this device. No picture ever leaves it.</span></p>
        </div>
        <div class="ways">
          ${this.#button('camera', html`${icon('camera')}Start camera`, true)}
          ${this.#button('demo', html`${icon('film')}Try the demo clip`)}
          ${this.#button('file', html`${icon('photo')}Open a photo or video`)}
        </div>
      </section>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-start-card': StartCard;
  }
}
