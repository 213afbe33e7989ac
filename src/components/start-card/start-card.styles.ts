import { css } from 'lit';

export const startCardStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }
  section {
    display: grid;
    grid-template-rows: minmax(4.5rem, 1fr) auto auto;
    gap: var(--sl-space-5);
    min-block-size: 100%;
    max-inline-size: 34rem;
    margin-inline: auto;
  }
  .scene {
    position: relative;
    min-block-size: 4.5rem;
    border-radius: var(--sl-radius);
    overflow: hidden;
  }
  .scene svg {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  h1 {
    margin: 0 0 var(--sl-space-3);
    font-size: var(--sl-title);
    font-weight: 680;
    line-height: 1.08;
    letter-spacing: -0.025em;
    text-wrap: balance;
  }
  p {
    display: flex;
    align-items: flex-start;
    gap: var(--sl-space-2);
    margin: 0;
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-large);
    line-height: 1.4;
  }
  p span {
    text-wrap: balance;
  }
  p svg.icon {
    color: var(--sl-link);
  }
  .ways {
    display: grid;
    gap: var(--sl-space-2);
  }
  .ways button {
    min-block-size: 54px;
  }

  .sky {
    fill: #f8dfae;
  }
  .sun {
    fill: #ffb430;
  }
  .far {
    fill: #a3c0b9;
  }
  .near {
    fill: #6a9897;
  }
  .table {
    fill: #14323d;
  }
  .shade {
    fill: #0d242e;
  }
  .cup path,
  .pot {
    fill: #fbf6ea;
  }
  .cup .handle,
  .cup .steam {
    fill: none;
    stroke: #fbf6ea;
    stroke-width: 6;
    stroke-linecap: round;
  }
  .cup .steam {
    stroke-width: 2.5;
    opacity: 0.8;
  }
  .coat {
    fill: #cf4f37;
  }
  .skin {
    fill: #8d5a43;
  }
  .hair {
    fill: #2a1d1a;
  }
  .leaf {
    fill: #1c6352;
  }
  .leaf.light {
    fill: #2f8a6d;
  }
  .sight path {
    fill: none;
    stroke: #fffdf8;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
    animation: settle 700ms var(--sl-ease) backwards;
  }
  .sight .b {
    animation-delay: 120ms;
  }
  .sight .c {
    animation-delay: 240ms;
  }
  @keyframes settle {
    from {
      opacity: 0;
      translate: 0 -6px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .sight path {
      animation: none;
    }
  }
  :host-context(.wa-dark) .scene {
    filter: brightness(0.82) saturate(0.95);
  }

  /* A small phone: the ways to begin come before the drawing. */
  @media (orientation: portrait) and (max-height: 600px) {
    section {
      grid-template-rows: auto auto;
      align-content: end;
      gap: var(--sl-space-4);
    }
    .scene {
      display: none;
    }
  }
  /* Short screens: the drawing beside the words. */
  @media (orientation: landscape) and (max-height: 540px) {
    section {
      grid-template: 'scene words' 1fr 'scene ways' auto / minmax(0, 0.8fr) minmax(0, 1fr);
      gap: var(--sl-space-3) var(--sl-space-4);
      max-inline-size: none;
    }
    .scene {
      grid-area: scene;
    }
    /* There the crop leaves room for one. */
    .cup,
    .plant,
    .shade,
    .sight .a,
    .sight .c {
      display: none;
    }
    .words {
      grid-area: words;
      align-self: end;
    }
    h1 {
      font-size: 1.5rem;
    }
    p {
      font-size: var(--sl-text);
    }
    .ways {
      grid-area: ways;
    }
    .ways button {
      min-block-size: 48px;
    }
  }
  @media (min-width: 720px) and (min-height: 541px) {
    section {
      align-content: center;
      grid-template-rows: minmax(7rem, 20rem) auto auto;
    }
    .ways {
      grid-template-columns: 1fr 1fr;
    }
    .ways .primary {
      grid-column: 1 / -1;
    }
  }
`;
