/**
 * Colours, spacing and type of Sightline: ink and paper, with marigold for what is switched on.
 * Contrast (WCAG 2.2): text on its surface at least 4.5:1, outlines of controls at least 3:1, in both themes.
 */
import { css } from 'lit';

export const tokens = css`
  :root {
    --sl-paper: #f4f1ea;
    --sl-surface: #fffdf8;
    --sl-well: #e6e1d6;
    --sl-line: #cfc8b8;
    --sl-outline: #7f796b;
    --sl-ink: #12212b;
    --sl-ink-soft: #4a5861;
    --sl-accent: #ffb430;
    --sl-accent-hover: #ffc355;
    --sl-on-accent: #12212b;
    --sl-link: #0b5c73;
    --sl-focus: #0b5c73;
    --sl-live: #c8371f;
    --sl-danger: #a8321f;
    --sl-danger-wash: #fbe6df;
    --sl-warning: #7a4d00;
    --sl-warning-wash: #fcefd2;
    --sl-info-wash: #dfeef0;
    --sl-stage: #1b2a33;
    --sl-shadow: 0 1px 2px rgb(18 33 43 / 8%), 0 8px 28px rgb(18 33 43 / 12%);

    --sl-space-1: 0.25rem;
    --sl-space-2: 0.5rem;
    --sl-space-3: 0.75rem;
    --sl-space-4: 1rem;
    --sl-space-5: 1.5rem;
    --sl-space-6: 2rem;
    --sl-radius: 14px;
    --sl-radius-small: 10px;
    /* WCAG 2.5.5: a finger's width. */
    --sl-target: 48px;

    --sl-font: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --sl-font-figures: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'DejaVu Sans Mono', monospace;
    --sl-text-small: 0.8125rem;
    --sl-text: 1rem;
    --sl-text-large: 1.125rem;
    --sl-title: clamp(1.75rem, 1.2rem + 2.6vw, 2.75rem);

    --sl-quick: 140ms;
    --sl-ease: cubic-bezier(0.2, 0.7, 0.2, 1);
  }

  :root.wa-dark {
    --sl-paper: #0d1b24;
    --sl-surface: #152833;
    --sl-well: #0a151c;
    --sl-line: #2b414d;
    --sl-outline: #7d929d;
    --sl-ink: #f1eee6;
    --sl-ink-soft: #a9b8bf;
    --sl-link: #86d3e6;
    --sl-focus: #ffd27d;
    --sl-live: #ff6b4f;
    --sl-danger: #ffab98;
    --sl-danger-wash: #46211b;
    --sl-warning: #ffcf7a;
    --sl-warning-wash: #3b2d12;
    --sl-info-wash: #143844;
    --sl-stage: #071016;
    --sl-shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 10px 32px rgb(0 0 0 / 40%);
  }

  @media (prefers-contrast: more) {
    :root {
      --sl-line: var(--sl-outline);
      --sl-ink-soft: var(--sl-ink);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :root {
      --sl-quick: 0ms;
    }
  }

  html {
    height: 100%;
    background: var(--sl-paper);
    color: var(--sl-ink);
    font: 400 var(--sl-text) / 1.5 var(--sl-font);
    -webkit-text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
  }

  body {
    height: 100%;
    margin: 0;
    /* A dragged sheet must not pull the page along. */
    overscroll-behavior: none;
  }

  /* A video element that feeds the worker: iOS presents pictures only of one that is in the document and not hidden. */
  .sightline-offscreen {
    position: fixed;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 1px;
    block-size: 1px;
    opacity: 0;
    pointer-events: none;
  }
`;
