import { css } from 'lit';

export const backgroundPickerStyles = css`
  :host {
    display: grid;
    gap: var(--sl-space-4);
  }
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-block-end: var(--sl-space-2);
    padding: 0;
    font-weight: 600;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(4.5rem, 1fr));
    gap: var(--sl-space-2);
  }
  label.tile {
    position: relative;
    display: grid;
    gap: var(--sl-space-1);
    justify-items: center;
    padding: 3px 3px var(--sl-space-1);
    border: 2px solid transparent;
    border-radius: var(--sl-radius-small);
    font-size: var(--sl-text-small);
    line-height: 1.25;
    text-align: center;
    cursor: pointer;
  }
  .tile input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .tile svg {
    display: block;
    inline-size: 100%;
    aspect-ratio: 4 / 3;
    border-radius: 7px;
    outline: 1px solid var(--sl-line);
    outline-offset: -1px;
  }
  .tile:hover {
    background: var(--sl-well);
  }
  .tile:has(:checked) {
    border-color: var(--sl-ink);
  }
  /* Never by colour alone: the chosen tile also has a tick. */
  .tile:has(:checked)::after {
    content: '';
    position: absolute;
    inset-block-start: 7px;
    inset-inline-end: 7px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--sl-accent);
  }
  .tile:has(:checked)::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-block-start: 11px;
    inset-inline-end: 13px;
    inline-size: 5px;
    block-size: 9px;
    border: solid var(--sl-on-accent);
    border-width: 0 2px 2px 0;
    transform: rotate(42deg);
  }
  .tile:has(:focus-visible) {
    outline: 3px solid var(--sl-focus);
    outline-offset: 2px;
  }
  .options {
    display: grid;
    gap: var(--sl-space-3);
  }
  .options:empty {
    display: none;
  }
  p {
    margin: 0;
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
    line-height: 1.45;
  }
  p.name {
    overflow-wrap: anywhere;
    color: var(--sl-ink);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--sl-space-2);
  }
  .row button {
    flex: 1 1 auto;
  }
  .color {
    display: flex;
    align-items: center;
    gap: var(--sl-space-3);
  }
  input[type='color'] {
    inline-size: 4.5rem;
    block-size: var(--sl-target);
    padding: 3px;
    border: 1px solid var(--sl-outline);
    border-radius: var(--sl-radius-small);
    background: var(--sl-surface);
    cursor: pointer;
  }
  .value {
    float: inline-end;
    color: var(--sl-ink-soft);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  wa-slider::part(label) {
    display: block;
  }
  wa-switch {
    min-block-size: 44px;
    align-items: center;
    justify-self: start;
  }

  .wall {
    fill: #d9c9a8;
  }
  .window {
    fill: #a9d3e6;
  }
  .frame {
    stroke: #f6efe0;
    stroke-width: 1.5;
  }
  .shelf {
    fill: #8a5a3a;
  }
  .plant,
  .hill {
    fill: #4f8a5b;
  }
  .sky {
    fill: #9fd0e8;
  }
  .sun {
    fill: #ffd166;
  }
  .dusk {
    fill: #223047;
  }
  .lights {
    fill: #ffc46b;
    fill-opacity: 0.75;
  }
  .film {
    fill: #16191c;
  }
  .holes {
    fill: #eee;
  }
  .coat {
    fill: #b5482f;
  }
  .skin {
    fill: #e3a97e;
  }
  .hair {
    fill: #3c2a20;
  }
  @media (forced-colors: active) {
    .tile:has(:checked) {
      border-color: Highlight;
    }
    .tile svg {
      forced-color-adjust: none;
    }
    wa-slider::part(track) {
      outline: 1px solid CanvasText;
    }
    wa-slider::part(indicator) {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
