import { css } from 'lit';

export const taskBarStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  [role='group'] {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--sl-space-1);
    padding: var(--sl-space-1);
    border-radius: calc(var(--sl-radius) + var(--sl-space-1));
    background: var(--sl-well);
  }
  button {
    padding: 0 var(--sl-space-2);
    min-block-size: 52px;
    border-color: transparent;
    background: transparent;
    font-size: 0.9375rem;
    color: var(--sl-ink-soft);
  }
  button:hover:not(:disabled) {
    background: var(--sl-surface);
  }
  button[aria-pressed='true'],
  button[aria-pressed='true']:hover:not(:disabled) {
    background: var(--sl-accent);
    color: var(--sl-on-accent);
  }
  @media (max-width: 359px) {
    button {
      padding: 0;
    }
    svg.icon {
      display: none;
    }
  }
  @media (orientation: landscape) and (max-height: 540px) {
    [role='group'] {
      grid-template-columns: 1fr;
    }
    button {
      min-block-size: 48px;
      justify-content: flex-start;
      padding: 0 var(--sl-space-3);
    }
  }
`;
