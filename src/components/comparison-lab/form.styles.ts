/** Native form controls in the app's colours: the lab needs none of what Web Awesome adds. */
import { css } from 'lit';
import { contenderColours } from './lab-tokens';

export const formStyles = css`
  label.field {
    display: grid;
    gap: var(--sl-space-1);
    min-inline-size: 0;
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
    font-weight: 600;
  }
  select,
  input:is([type='number'], [type='text']) {
    inline-size: 100%;
    min-block-size: 44px;
    padding: 0 var(--sl-space-2);
    border: 1px solid var(--sl-outline);
    border-radius: var(--sl-radius-small);
    background: var(--sl-surface);
    color: var(--sl-ink);
    font: 400 var(--sl-text) / 1.2 var(--sl-font);
  }
  input:is([type='checkbox'], [type='radio']) {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--sl-link);
  }
  label.check {
    display: flex;
    align-items: center;
    gap: var(--sl-space-2);
    min-block-size: 44px;
  }
  .badge {
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 1.7em;
    block-size: 1.7em;
    border-radius: 50%;
    color: var(--sl-surface);
    font-size: var(--sl-text-small);
    font-weight: 700;
    line-height: 1;
  }
  ${contenderColours}
  .badge[data-shape='square'] {
    border-radius: 20%;
  }
  .badge[data-shape='diamond'] {
    border-radius: 0;
    clip-path: polygon(50% -10%, 110% 50%, 50% 110%, -10% 50%);
  }
  select:disabled,
  input:disabled {
    opacity: 0.6;
  }
`;
