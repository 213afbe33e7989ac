import { css } from 'lit';

export const statusBannerStyles = css`
  :host {
    display: block;
    pointer-events: none;
  }
  .banner {
    pointer-events: auto;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--sl-space-3);
    padding: var(--sl-space-4);
    border: 1px solid var(--tone, var(--sl-link));
    border-radius: var(--sl-radius);
    background: var(--wash, var(--sl-info-wash));
    color: var(--sl-ink);
    box-shadow: var(--sl-shadow);
  }
  .banner > svg {
    color: var(--tone, var(--sl-link));
  }
  [data-tone='error'] {
    --tone: var(--sl-danger);
    --wash: var(--sl-danger-wash);
  }
  [data-tone='warning'] {
    --tone: var(--sl-warning);
    --wash: var(--sl-warning-wash);
  }
  .words {
    display: grid;
    gap: var(--sl-space-1);
    justify-items: start;
  }
  p {
    margin: 0;
    font-size: 0.9375rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  details {
    font-size: var(--sl-text-small);
    color: var(--sl-ink-soft);
  }
  summary {
    padding-block: var(--sl-space-1);
    cursor: pointer;
  }
  details p {
    font: 0.75rem / 1.4 var(--sl-font-figures);
  }
  .primary {
    margin-block-start: var(--sl-space-2);
  }
  .close {
    align-self: start;
    inline-size: var(--sl-target);
    margin: calc(-1 * var(--sl-space-3)) calc(-1 * var(--sl-space-3)) 0 0;
    padding: 0;
    border-radius: 50%;
  }
`;
