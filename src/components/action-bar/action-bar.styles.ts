import { css } from 'lit';

export const actionBarStyles = css`
  :host {
    display: block;
  }
  [role='group'] {
    display: flex;
    justify-content: space-between;
    gap: var(--sl-space-1);
  }
  button {
    flex: 0 1 var(--sl-target);
    inline-size: var(--sl-target);
    min-inline-size: 0;
    padding: 0;
    border-radius: 50%;
  }
  button[data-action='snapshot'] svg.icon {
    inline-size: 1.875rem;
    block-size: 1.875rem;
  }
  @media (max-width: 359px) {
    [role='group'] {
      gap: 0;
    }
  }
  @media (orientation: landscape) and (max-height: 540px) {
    [role='group'] {
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      justify-items: center;
    }
  }
  @media (min-width: 1024px) and (min-height: 541px) {
    [role='group'] {
      justify-content: flex-end;
    }
    /* The side panel is always open there. */
    button[data-action='settings'] {
      display: none;
    }
  }
`;
