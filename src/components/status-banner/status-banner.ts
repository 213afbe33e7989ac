import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Notice, NoticeAction } from '../../i18n/notice';
import { icon } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { emit } from '../events';
import { statusBannerStyles } from './status-banner.styles';

/**
 * One thing the user should know, in plain words, with the next step as a button. It lies over the stage, so nothing moves.
 * @fires sightline-notice - the next step was pressed
 * @fires sightline-notice-close - it was put away
 */
@customElement('sightline-status-banner')
export class StatusBanner extends LitElement {
  static override styles = [base, buttons, statusBannerStyles];

  @property({ attribute: false }) notice: Notice | undefined;

  protected override render(): TemplateResult {
    // The live region exists before it is filled: only then do screen readers announce it.
    return html`<div class="region" role="alert">${this.notice ? this.#banner(this.notice) : nothing}</div>`;
  }

  #banner({ kind, tone, title, text, action, details }: Notice): TemplateResult {
    return html`
      <div class="banner" data-tone=${tone} data-kind=${kind}>
        ${icon(tone === 'info' ? 'info' : 'warning')}
        <div class="words">
          <strong>${title}</strong>
          <p>${text}</p>
          ${
            details
              ? html`<details>
                  <summary>Details</summary>
                  <p>${details}</p>
                </details>`
              : nothing
          }
          ${
            action
              ? html`<button
                  type="button"
                  class="primary"
                  data-action=${action.id}
                  @click=${(): void => this.#act(action.id)}
                >
                  ${action.label}
                </button>`
              : nothing
          }
        </div>
        <button
          type="button"
          class="plain close"
          aria-label="Close this message"
          @click=${(): void => emit(this, 'sightline-notice-close', { kind })}
        >
          ${icon('close')}
        </button>
      </div>
    `;
  }

  #act(action: NoticeAction): void {
    emit(this, 'sightline-notice', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-status-banner': StatusBanner;
  }
}
