import { css } from 'lit';

export const runResultsStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-4);
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
  }
  h2 {
    font-size: var(--sl-text-large);
    font-weight: 680;
  }
  .verdict {
    padding: var(--sl-space-4);
    border-inline-start: 6px solid var(--sl-accent);
    border-radius: var(--sl-radius-small);
    background: var(--sl-surface);
    font-size: var(--sl-text-large);
    font-weight: 600;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .soft,
  .cautions {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
    overflow-wrap: anywhere;
  }
  .cautions {
    padding-inline-start: 1.2em;
  }
  .failed {
    display: flex;
    gap: var(--sl-space-2);
    padding: var(--sl-space-3);
    border-radius: var(--sl-radius-small);
    background: var(--sl-danger-wash);
    color: var(--sl-danger);
    overflow-wrap: anywhere;
  }
  .charts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-5);
  }
  @media (width >= 56rem) {
    .charts {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  thead th {
    min-inline-size: 7.5rem;
    font-size: var(--sl-text-small);
    vertical-align: top;
  }
  thead .badge {
    margin-inline-end: var(--sl-space-2);
  }
  .group th {
    padding-block-start: var(--sl-space-4);
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  /* Stays where more contenders than fit are scrolled by. */
  th[scope='row'],
  thead td {
    position: sticky;
    inset-inline-start: 0;
    background: var(--sl-surface);
  }
  th[scope='row'] {
    min-inline-size: 7rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  small {
    display: block;
    color: var(--sl-ink-soft);
    font-size: 0.75rem;
    font-weight: 400;
  }
  td {
    font-size: 0.875rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--sl-space-2);
  }
  summary {
    min-block-size: 32px;
    color: var(--sl-link);
    cursor: pointer;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(6rem, auto) minmax(0, 1fr);
    gap: var(--sl-space-1) var(--sl-space-3);
    margin: var(--sl-space-2) 0 0;
    font-size: var(--sl-text-small);
  }
  dt {
    color: var(--sl-ink-soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
