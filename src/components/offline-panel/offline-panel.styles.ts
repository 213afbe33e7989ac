import { css } from 'lit';

/** Shared with the list of models: a line of words, a bar while bytes arrive, a row of buttons. */
export const storeStyles = css`
  :host {
    display: grid;
    gap: var(--sl-space-3);
    padding-block-start: var(--sl-space-4);
    border-block-start: 1px solid var(--sl-line);
    color: var(--sl-ink);
  }
  h2 {
    margin: 0;
    font-size: var(--sl-text-large);
    font-weight: 680;
    letter-spacing: -0.01em;
  }
  p {
    margin: 0;
    line-height: 1.45;
  }
  .soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  .fault {
    padding: var(--sl-space-3);
    border-radius: var(--sl-radius-small);
    background: var(--sl-danger-wash);
    color: var(--sl-danger);
  }
  .running {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--sl-space-2) var(--sl-space-3);
    font-variant-numeric: tabular-nums;
  }
  progress {
    grid-column: 1 / -1;
    inline-size: 100%;
    block-size: 0.625rem;
    accent-color: var(--sl-accent);
  }
`;
