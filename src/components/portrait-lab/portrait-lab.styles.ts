import { css } from 'lit';

export const portraitLabStyles = css`
  .files {
    display: grid;
    gap: var(--sl-space-3);
  }
  .files label {
    display: grid;
    gap: var(--sl-space-2);
  }
  input[type='file'] {
    inline-size: 100%;
    min-block-size: var(--sl-target);
    color: var(--sl-ink);
    font: var(--sl-text) / 1.4 var(--sl-font);
  }
  th,
  td {
    padding: var(--sl-space-3);
  }
  thead th {
    color: var(--sl-ink-soft);
  }
  td.missing {
    color: var(--sl-ink-soft);
    font-family: var(--sl-font);
    overflow-wrap: anywhere;
  }
  /* On a phone each row is a small list: five columns would need a sideways scroll. */
  @media (width < 36rem) {
    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    table,
    tbody,
    tr {
      display: block;
    }
    tr {
      padding: var(--sl-space-3);
    }
    th[scope='row'],
    td {
      display: flex;
      justify-content: space-between;
      gap: var(--sl-space-3);
      padding: var(--sl-space-1) 0;
    }
    td::before {
      content: attr(data-head);
      color: var(--sl-ink-soft);
      font-family: var(--sl-font);
    }
    td.missing::before {
      content: none;
    }
  }
`;
