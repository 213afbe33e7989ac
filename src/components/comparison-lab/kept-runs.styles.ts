import { css } from 'lit';

export const keptRunsStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-3);
  }
  h2,
  p {
    margin: 0;
  }
  h2 {
    font-size: var(--sl-text-large);
    font-weight: 680;
  }
  .soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
    overflow-wrap: anywhere;
  }
  ul {
    display: grid;
    margin: 0;
    padding: 0;
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--sl-space-2) var(--sl-space-3);
    padding: var(--sl-space-3) var(--sl-space-4);
  }
  li + li {
    border-block-start: 1px solid var(--sl-line);
  }
  .what {
    flex: 1 1 16rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .what strong {
    display: block;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--sl-space-2);
  }
  .actions button {
    min-block-size: 44px;
  }
  button {
    justify-self: start;
  }
`;
