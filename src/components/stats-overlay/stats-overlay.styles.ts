import { css } from 'lit';

export const statsOverlayStyles = css`
  :host {
    display: block;
    inline-size: min(18.5rem, calc(100% - 2 * var(--sl-space-3)));
    padding: var(--sl-space-2) var(--sl-space-3);
    border-radius: var(--sl-radius-small);
    background: rgb(9 20 27 / 84%);
    color: #f6f2e9;
    font: 0.6875rem / 1.5 var(--sl-font-figures);
    font-variant-numeric: tabular-nums;
    pointer-events: none;
  }
  dl {
    margin: 0;
  }
  dl > div {
    display: flex;
    justify-content: space-between;
    gap: var(--sl-space-3);
  }
  dt {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: #b9c7cd;
  }
  dd {
    margin: 0;
    text-align: end;
    white-space: nowrap;
  }
  .words dt {
    flex: none;
  }
  .words dd {
    white-space: normal;
  }
  .head dd {
    color: #ffd27d;
    font-weight: 700;
  }
  p {
    margin: var(--sl-space-1) 0 0;
    color: #b9c7cd;
    font-family: var(--sl-font);
  }
  p.cut {
    color: #ffd27d;
  }
  @media (forced-colors: active) {
    :host {
      border: 1px solid CanvasText;
    }
  }
`;
