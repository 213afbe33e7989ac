import { css } from 'lit';

export const comparisonLabStyles = css`
  :host {
    display: block;
    min-block-size: 100dvh;
    background: var(--sl-paper);
    color: var(--sl-ink);
  }
  .page {
    display: grid;
    gap: var(--sl-space-5);
    max-inline-size: 80rem;
    margin-inline: auto;
    padding: max(var(--sl-space-4), env(safe-area-inset-top)) max(var(--sl-space-4), env(safe-area-inset-right))
      max(var(--sl-space-6), env(safe-area-inset-bottom)) max(var(--sl-space-4), env(safe-area-inset-left));
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--sl-space-2);
    font-size: var(--sl-text-large);
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  header a {
    margin-inline-start: auto;
    padding-block: var(--sl-space-1);
    font-size: var(--sl-text);
    font-weight: 500;
    letter-spacing: 0;
  }
  .mark {
    flex: none;
    inline-size: 2rem;
    block-size: 2rem;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-5);
  }
  h1,
  h2,
  p {
    margin: 0;
  }
  h1 {
    font-size: var(--sl-title);
    line-height: 1.1;
    letter-spacing: -0.02em;
  }
  h2 {
    font-size: var(--sl-text-large);
    font-weight: 680;
    letter-spacing: -0.01em;
  }
  a {
    color: var(--sl-link);
  }
  .intro {
    display: grid;
    gap: var(--sl-space-2);
    max-inline-size: 46rem;
  }
  .setup,
  .show {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--sl-space-4);
    min-inline-size: 0;
  }
  .setup section,
  .results {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-3);
  }
  .length {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--sl-space-3);
  }
  .soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--sl-space-3);
  }
  .actions button {
    flex: 1 1 auto;
  }
  .failed {
    padding: var(--sl-space-3) var(--sl-space-4);
    border-radius: var(--sl-radius);
    background: var(--sl-danger-wash);
    color: var(--sl-danger);
    overflow-wrap: anywhere;
  }
  .layers {
    display: grid;
    gap: var(--sl-space-1);
    max-inline-size: 23rem;
  }
  .timelines {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-4);
  }
  /* Kept in the page while it is empty, since a live region that comes and goes is not heard; but it takes no room. */
  .state:not(:has(:not(:empty))) {
    margin-block-end: calc(-1 * var(--sl-space-4));
  }
  .state,
  .progress {
    display: grid;
    gap: var(--sl-space-2);
  }
  progress {
    inline-size: 100%;
    block-size: 12px;
    accent-color: var(--sl-link);
  }
  .progress p {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 var(--sl-space-3);
    font-variant-numeric: tabular-nums;
  }
  .drop {
    position: fixed;
    inset: var(--sl-space-3);
    z-index: 3;
    display: grid;
    place-items: center;
    padding: var(--sl-space-5);
    border: 3px dashed var(--sl-accent);
    border-radius: var(--sl-radius);
    background: rgb(9 20 27 / 82%);
    color: #f6f2e9;
    font-size: var(--sl-title);
    font-weight: 680;
    text-align: center;
    pointer-events: none;
  }
  @media (width >= 64rem) {
    main {
      grid-template-columns: 23rem minmax(0, 1fr);
      gap: var(--sl-space-5) var(--sl-space-6);
    }
    .intro,
    .results,
    .kept {
      grid-column: 1 / -1;
    }
    .timelines {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
`;
