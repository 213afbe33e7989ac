import { css } from 'lit';

export const lessonStyles = css`
  :host {
    display: block;
  }
  details {
    border: 1px solid var(--sl-line);
    border-radius: var(--sl-radius);
    background: var(--sl-surface);
  }
  summary {
    padding: var(--sl-space-3) var(--sl-space-4);
    font-size: var(--sl-text-large);
    font-weight: 680;
    cursor: pointer;
  }
  .columns {
    display: grid;
    gap: var(--sl-space-4);
    padding: 0 var(--sl-space-4) var(--sl-space-4);
  }
  @media (width >= 48rem) {
    .columns {
      grid-template-columns: 1fr 1fr;
      gap: var(--sl-space-4) var(--sl-space-6);
    }
  }
  h3,
  p {
    margin: 0;
  }
  h3 {
    margin-block-end: var(--sl-space-1);
    font-size: var(--sl-text);
  }
  ol {
    display: grid;
    gap: var(--sl-space-2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 var(--sl-space-3);
    align-items: baseline;
  }
  i {
    inline-size: 0.8rem;
    block-size: 0.8rem;
    border-radius: 3px;
  }
  i.preprocess {
    background: var(--lab-step-preprocess);
  }
  i.infer {
    background: var(--lab-step-infer);
  }
  i.propose {
    background: var(--lab-step-propose);
  }
  i.second-stage {
    background: var(--lab-step-second-stage);
  }
  i.decode {
    background: var(--lab-step-decode);
  }
  .wide {
    grid-column: 1 / -1;
  }
  .soft {
    color: var(--sl-ink-soft);
  }
  @media (forced-colors: active) {
    i {
      forced-color-adjust: none;
    }
  }
`;
