import { css } from 'lit';

export const labChartStyles = css`
  :host {
    display: grid;
    /* Two side by side begin on one line, however long their notes are. */
    grid-row: span 4;
    grid-template-rows: subgrid;
    gap: var(--sl-space-2);
    min-inline-size: 0;
  }
  h3,
  p {
    margin: 0;
  }
  .soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  .plot {
    min-inline-size: 0;
    block-size: 16.5rem;
    overflow: hidden;
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
  }
  .aside {
    position: absolute;
    visibility: hidden;
  }
  /* What uPlot's own sheet says of the parts that are used here. */
  .u-wrap {
    position: relative;
  }
  .u-over,
  .u-under {
    position: absolute;
  }
  .u-axis {
    position: absolute;
  }
  .uplot canvas {
    display: block;
    position: relative;
    inline-size: 100%;
    block-size: 100%;
  }
  details {
    font-size: var(--sl-text-small);
  }
  summary {
    min-block-size: 32px;
    color: var(--sl-link);
    cursor: pointer;
  }
  .scroll {
    max-block-size: 20rem;
    overflow: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: var(--sl-space-1) var(--sl-space-2);
    border-block-end: 1px solid var(--sl-line);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  th:first-child {
    text-align: start;
  }
`;
