import { css } from 'lit';

export const sourcePickerStyles = css`
  :host {
    display: grid;
    gap: var(--sl-space-2);
  }
  [role='radiogroup'] {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 var(--sl-space-3);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: var(--sl-space-2);
  }
  .files button {
    min-block-size: 44px;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .soft {
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
  }
`;
