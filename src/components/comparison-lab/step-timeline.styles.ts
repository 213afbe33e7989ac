import { css } from 'lit';

export const stepTimelineStyles = css`
  :host {
    display: grid;
    align-content: start;
    gap: var(--sl-space-2);
    min-inline-size: 0;
  }
  h3 {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--sl-space-3);
    margin: 0;
    font-size: var(--sl-text);
  }
  h3 .total {
    color: var(--sl-ink-soft);
    font-family: var(--sl-font-figures);
    font-variant-numeric: tabular-nums;
    font-weight: 400;
    white-space: nowrap;
  }
  svg {
    display: block;
    inline-size: 100%;
    border-radius: 6px;
    background: var(--sl-well);
  }
  .now {
    block-size: 26px;
  }
  .past {
    block-size: 56px;
  }
  .capture {
    fill: var(--lab-step-capture);
  }
  .preprocess {
    fill: var(--lab-step-preprocess);
  }
  .infer {
    fill: var(--lab-step-infer);
  }
  .propose {
    fill: var(--lab-step-propose);
  }
  .second-stage {
    fill: var(--lab-step-second-stage);
  }
  .decode {
    fill: var(--lab-step-decode);
  }
  .rest {
    fill: var(--lab-step-rest);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: 0 var(--sl-space-4);
    margin: 0;
    font-size: var(--sl-text-small);
  }
  dl div {
    display: flex;
    align-items: center;
    gap: var(--sl-space-2);
    min-block-size: 1.6rem;
  }
  dl svg {
    flex: none;
    inline-size: 0.8rem;
    block-size: 0.8rem;
    border-radius: 3px;
  }
  dt {
    flex: 1;
  }
  dd {
    margin: 0;
    color: var(--sl-ink-soft);
    font-family: var(--sl-font-figures);
    font-variant-numeric: tabular-nums;
  }
  .soft {
    margin: 0;
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  @media (forced-colors: active) {
    svg {
      forced-color-adjust: none;
    }
  }
`;
