import { css } from 'lit';

export const wiperViewStyles = css`
  :host {
    display: block;
  }
  .stage {
    position: relative;
    overflow: hidden;
    aspect-ratio: 16 / 9;
    border-radius: var(--sl-radius);
    background: var(--sl-stage);
    cursor: ew-resize;
    /* A finger that moves up or down scrolls the page. */
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .side-a {
    clip-path: inset(0 calc(100% - var(--wipe)) 0 0);
  }
  .side-b {
    clip-path: inset(0 0 0 var(--wipe));
  }
  .name {
    position: absolute;
    inset-block-start: var(--sl-space-2);
    max-inline-size: calc(50% - var(--sl-space-4));
    padding: var(--sl-space-1) var(--sl-space-2);
    overflow: hidden;
    border-radius: var(--sl-radius-small);
    background: rgb(9 20 27 / 78%);
    color: #f6f2e9;
    font-size: var(--sl-text-small);
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
    pointer-events: none;
  }
  .name.a {
    inset-inline-start: var(--sl-space-2);
  }
  .name.b {
    inset-inline-end: var(--sl-space-2);
  }
  .wiper {
    position: absolute;
    inset-block: 0;
    inset-inline-start: var(--wipe);
    inline-size: var(--sl-target);
    margin-inline-start: calc(var(--sl-target) / -2);
    border-radius: var(--sl-radius-small);
  }
  .wiper:focus-visible {
    outline-color: #ffd27d;
    outline-offset: -3px;
  }
  .wiper::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: calc(50% - 2px);
    inline-size: 4px;
    background: #f6f2e9;
    box-shadow: 0 0 0 1px rgb(9 20 27 / 60%);
  }
  .wiper::after {
    content: '◂ ▸';
    position: absolute;
    inset-block-start: calc(50% - 20px);
    inset-inline-start: calc(50% - 20px);
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border: 2px solid #12212b;
    border-radius: 50%;
    background: #f6f2e9;
    color: #12212b;
    font: 700 13px/1 var(--sl-font);
  }
  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    padding: var(--sl-space-5);
    color: #f6f2e9;
    text-align: center;
  }
`;
