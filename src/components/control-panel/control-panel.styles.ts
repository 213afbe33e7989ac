import { css } from 'lit';

export const controlPanelStyles = css`
  :host {
    display: grid;
    gap: var(--sl-space-5);
    color: var(--sl-ink);
  }
  section {
    display: grid;
    gap: var(--sl-space-4);
    padding-block-start: var(--sl-space-4);
    border-block-start: 1px solid var(--sl-line);
  }
  section:first-of-type {
    padding-block-start: 0;
    border-block-start: 0;
  }
  h2 {
    margin: 0;
    font-size: var(--sl-text-large);
    font-weight: 680;
    letter-spacing: -0.01em;
  }
  sightline-live-preview {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
  }
  wa-switch {
    min-block-size: 44px;
    align-items: center;
    justify-self: start;
  }
  wa-slider {
    padding-block-end: var(--sl-space-1);
  }
  wa-slider::part(label) {
    display: block;
  }
  @media (forced-colors: active) {
    wa-slider::part(track) {
      outline: 1px solid CanvasText;
    }
    wa-slider::part(indicator) {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
  p {
    margin: 0;
    line-height: 1.45;
  }
  p.soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
  .links {
    display: grid;
    gap: var(--sl-space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .links a {
    display: inline-block;
    padding-block: var(--sl-space-1);
    color: var(--sl-link);
    font-weight: 600;
  }
  .value {
    float: inline-end;
    color: var(--sl-ink-soft);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
`;
