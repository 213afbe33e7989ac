import { css } from 'lit';

export const appStyles = css`
  :host {
    display: block;
    block-size: 100dvh;
    background: var(--sl-paper);
    color: var(--sl-ink);
  }
  .layout {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: var(--sl-space-3);
    block-size: 100%;
    padding: max(var(--sl-space-2), env(safe-area-inset-top)) max(var(--sl-space-4), env(safe-area-inset-right))
      max(var(--sl-space-3), env(safe-area-inset-bottom)) max(var(--sl-space-4), env(safe-area-inset-left));
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--sl-space-2);
    min-block-size: 36px;
    font-size: var(--sl-text-large);
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .mark {
    flex: none;
    inline-size: 2rem;
    block-size: 2rem;
  }
  .where {
    display: flex;
    align-items: center;
    gap: 0.4em;
    white-space: nowrap;
    margin: 0 0 0 auto;
    color: var(--sl-ink-soft);
    font-size: var(--sl-text-small);
    font-weight: 500;
    letter-spacing: 0;
  }
  .where svg.icon {
    inline-size: 1.25em;
    block-size: 1.25em;
  }
  .where i {
    inline-size: 0.6em;
    block-size: 0.6em;
    border-radius: 50%;
    background: var(--sl-live);
  }
  main {
    position: relative;
    min-block-size: 0;
    min-inline-size: 0;
  }
  sightline-camera-stage {
    block-size: 100%;
  }
  sightline-stats-overlay {
    position: absolute;
    inset-block-start: var(--sl-space-3);
    inset-inline-start: var(--sl-space-3);
  }
  sightline-status-banner {
    position: absolute;
    inset-block-start: var(--sl-space-3);
    inset-inline: var(--sl-space-3);
    max-inline-size: 34rem;
    margin-inline: auto;
    z-index: 2;
  }
  footer {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--sl-space-2);
  }
  wa-drawer {
    --size: min(82dvh, 46rem);
    --spacing: var(--sl-space-4);
  }
  wa-drawer:not(:defined),
  sightline-control-panel:not(:defined) {
    display: none;
  }
  wa-drawer::part(dialog) {
    /* Its body scrolls; a scrolling dialog paints its corners square. */
    overflow: hidden;
    border-start-start-radius: 22px;
  }
  wa-drawer[placement='bottom']::part(dialog) {
    border-start-end-radius: 22px;
  }
  wa-drawer[placement='end']::part(dialog) {
    border-end-start-radius: 22px;
  }
  wa-drawer[placement='end'] {
    --size: min(24rem, 70vw);
  }
  wa-drawer::part(body) {
    padding-block-end: max(var(--sl-space-5), env(safe-area-inset-bottom));
  }
  .drop {
    position: fixed;
    inset: var(--sl-space-3);
    z-index: 3;
    display: grid;
    place-items: center;
    border: 3px dashed var(--sl-accent);
    border-radius: var(--sl-radius);
    background: rgb(9 20 27 / 82%);
    color: #f6f2e9;
    font-size: var(--sl-title);
    font-weight: 680;
    pointer-events: none;
  }

  /* A phone on its side: the controls move to the thumb's edge. */
  @media (orientation: landscape) and (max-height: 540px) {
    .layout {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 10.5rem;
      grid-template-areas: 'main header' 'main footer';
    }
    header {
      grid-area: header;
      flex-wrap: wrap;
      row-gap: 0;
    }
    .where .more {
      display: none;
    }
    .where {
      flex-basis: 100%;
      margin: 0;
      font-size: 0.75rem;
    }
    main {
      grid-area: main;
    }
    footer {
      grid-area: footer;
      align-content: space-between;
    }
  }

  .layout[data-wide] {
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr) 23rem;
    grid-template-areas: 'header aside' 'main aside' 'footer aside';
    gap: var(--sl-space-3) var(--sl-space-5);
    padding-inline-start: var(--sl-space-5);
    padding-inline-end: 0;
    padding-block: 0;
  }
  [data-wide] header {
    grid-area: header;
    padding-block-start: var(--sl-space-4);
  }
  [data-wide] main {
    grid-area: main;
  }
  [data-wide] footer {
    grid-area: footer;
    grid-template-columns: minmax(0, 30rem) 1fr;
    align-items: center;
    padding-block-end: var(--sl-space-4);
  }
  aside {
    grid-area: aside;
    overflow: auto;
    padding: var(--sl-space-5);
    border-inline-start: 1px solid var(--sl-line);
    background: var(--sl-surface);
  }
`;
