/** Rules that several elements share: box sizing, focus, buttons, and text for screen readers only. */
import { css } from 'lit';

export const base = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 3px solid var(--sl-focus);
    outline-offset: 2px;
  }
  .hidden-text {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg.icon {
    inline-size: 1.5em;
    block-size: 1.5em;
    flex: none;
  }
`;

export const buttons = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--sl-space-2);
    min-block-size: var(--sl-target);
    padding: 0 var(--sl-space-4);
    border: 1px solid var(--sl-outline);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
    color: var(--sl-ink);
    font: 600 var(--sl-text) / 1.2 var(--sl-font);
    cursor: pointer;
    transition: background-color var(--sl-quick) var(--sl-ease);
    touch-action: manipulation;
  }
  button:hover:not(:disabled) {
    background: var(--sl-well);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  button.primary,
  button.primary:hover:not(:disabled) {
    border-color: transparent;
    background: var(--sl-accent);
    color: var(--sl-on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: var(--sl-accent-hover);
  }
  button.plain {
    border-color: transparent;
    background: transparent;
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
    button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
