import { css } from 'lit';

export const cameraStageStyles = css`
  :host {
    display: block;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .room {
    position: relative;
    inline-size: 100%;
    block-size: 100%;
    display: grid;
    place-items: center;
    overflow: hidden;
  }
  canvas {
    grid-area: 1 / 1;
    display: block;
    visibility: hidden;
  }
  .room[data-live] {
    border-radius: var(--sl-radius);
    background: var(--sl-stage);
  }
  .room[data-live] canvas {
    visibility: visible;
  }
  .room[data-clear] canvas {
    background: repeating-conic-gradient(#c9c9c9 0 25%, #fff 0 50%) 0 0 / 24px 24px;
  }
  .empty {
    grid-area: 1 / 1;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    overflow: auto;
  }
  .chip,
  .loading {
    position: absolute;
    margin: 0;
    padding: var(--sl-space-2) var(--sl-space-4);
    border-radius: var(--sl-radius);
    background: rgb(9 20 27 / 86%);
    color: #f6f2e9;
    font-size: var(--sl-text-small);
    font-weight: 600;
  }
  .chip {
    inset-block-start: var(--sl-space-3);
    inset-inline-end: var(--sl-space-3);
  }
  .loading {
    inset-block-end: var(--sl-space-4);
    inline-size: min(20rem, calc(100% - 2 * var(--sl-space-4)));
    padding-block: var(--sl-space-3);
    font-variant-numeric: tabular-nums;
  }
  .loading p {
    margin: 0 0 var(--sl-space-2);
  }
  progress {
    display: block;
    appearance: none;
    inline-size: 100%;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: rgb(255 255 255 / 22%);
    accent-color: var(--sl-accent);
  }
  progress::-webkit-progress-bar {
    background: rgb(255 255 255 / 22%);
  }
  progress::-webkit-progress-value {
    background: var(--sl-accent);
  }
  progress::-moz-progress-bar {
    background: var(--sl-accent);
  }
  progress:indeterminate {
    background: linear-gradient(90deg, transparent 20%, var(--sl-accent) 50%, transparent 80%) 0 0 / 50% 100% no-repeat
      rgb(255 255 255 / 22%);
    animation: seek 1.6s ease-in-out infinite alternate;
  }
  progress:indeterminate::-webkit-progress-bar {
    background: transparent;
  }
  @keyframes seek {
    to {
      background-position: 100% 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    progress:indeterminate {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .chip,
    .loading {
      border: 1px solid CanvasText;
    }
  }
`;
