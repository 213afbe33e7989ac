import { css } from 'lit';

export const selfTestStyles = css`
  :host {
    display: block;
    min-block-size: 100dvh;
    background: var(--sl-paper);
    color: var(--sl-ink);
  }
  main {
    display: grid;
    gap: var(--sl-space-4);
    max-inline-size: 46rem;
    margin-inline: auto;
    padding: max(var(--sl-space-5), env(safe-area-inset-top)) max(var(--sl-space-4), env(safe-area-inset-right))
      max(var(--sl-space-5), env(safe-area-inset-bottom)) max(var(--sl-space-4), env(safe-area-inset-left));
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--sl-space-2);
    font-size: var(--sl-text-large);
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .mark {
    flex: none;
    inline-size: 2rem;
    block-size: 2rem;
  }
  h1 {
    margin: 0;
    font-size: var(--sl-title);
    line-height: 1.1;
    letter-spacing: -0.02em;
  }
  p {
    margin: 0;
  }
  .soft {
    color: var(--sl-ink-soft);
  }
  dl {
    display: grid;
    gap: 0;
    margin: 0;
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
  }
  dl div {
    display: grid;
    grid-template-columns: minmax(7rem, 13rem) minmax(0, 1fr);
    gap: var(--sl-space-3);
    padding: var(--sl-space-3) var(--sl-space-4);
  }
  dl div + div {
    border-block-start: 1px solid var(--sl-line);
  }
  dt {
    color: var(--sl-ink-soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--sl-space-3);
  }
  a {
    color: var(--sl-link);
  }
  textarea {
    inline-size: 100%;
    block-size: 20rem;
    padding: var(--sl-space-3);
    border: 1px solid var(--sl-outline);
    border-radius: var(--sl-radius-small);
    background: var(--sl-well);
    color: var(--sl-ink);
    font: var(--sl-text-small) / 1.45 var(--sl-font-figures);
    resize: vertical;
  }
  .failed {
    padding: var(--sl-space-3) var(--sl-space-4);
    border-radius: var(--sl-radius);
    background: var(--sl-danger-wash);
    color: var(--sl-danger);
  }
`;
