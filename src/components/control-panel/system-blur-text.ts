/** Two blurs over each other: said where the effects are chosen, with a button for each that can be switched off here. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SystemBlur } from '../../camera/camera';
import { SYSTEM_BLUR_TEXT } from '../../i18n/camera-words';
import type { NoticeAction } from '../../i18n/notice';

export function systemBlurText(state: SystemBlur, act: (action: NoticeAction) => void): TemplateResult {
  return html`
    <p>${SYSTEM_BLUR_TEXT}</p>
    ${
      state === 'on'
        ? html`<button type="button" data-action="system-blur-off" @click=${(): void => act('system-blur-off')}>
            Switch the system’s blur off
          </button>`
        : nothing
    }
    <button type="button" data-action="portrait-off" @click=${(): void => act('portrait-off')}>
      Switch Portrait off
    </button>
  `;
}
