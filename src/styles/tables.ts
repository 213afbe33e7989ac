/** Tables of figures on a surface of their own, scrolled sideways where they are wider than the page. */
import { css } from 'lit';

export const tables = css`
  .table {
    overflow-x: auto;
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: var(--sl-space-2) var(--sl-space-3);
    text-align: start;
    vertical-align: baseline;
  }
  thead th {
    font-weight: 600;
  }
  tbody tr {
    border-block-start: 1px solid var(--sl-line);
  }
  td {
    font-family: var(--sl-font-figures);
    font-variant-numeric: tabular-nums;
  }
`;
