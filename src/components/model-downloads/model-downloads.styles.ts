import { css } from 'lit';

export const modelDownloadsStyles = css`
  ul {
    display: grid;
    gap: var(--sl-space-4);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    gap: var(--sl-space-2);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--sl-space-2) var(--sl-space-3);
  }
  .words {
    display: grid;
    flex: 1 1 8rem;
    gap: var(--sl-space-1);
  }
`;
