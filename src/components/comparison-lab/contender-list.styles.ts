import { css } from 'lit';

export const contenderListStyles = css`
  :host {
    display: grid;
    gap: var(--sl-space-3);
  }
  ol {
    display: grid;
    gap: var(--sl-space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: var(--sl-space-3);
    margin: 0;
    padding: var(--sl-space-3);
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
  }
  legend {
    /* Inside the frame, as a heading of its row. */
    float: inline-start;
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: var(--sl-space-2);
    inline-size: 100%;
    padding: 0;
    font-weight: 600;
  }
  legend button {
    margin-inline-start: auto;
    min-block-size: 32px;
    padding: 0 var(--sl-space-2);
    font-size: var(--sl-text-small);
  }
  .wide {
    grid-column: 1 / -1;
  }
  .add {
    justify-self: start;
  }
`;
