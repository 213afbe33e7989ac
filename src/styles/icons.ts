/** Sightline's icons, drawn on a 24 × 24 grid with 1.75 strokes. Decorative: the control they sit in has the name. */
import { svg, html, type TemplateResult } from 'lit';

const PATHS = {
  camera: svg`<path d="M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.6-2.2h4.8L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"/><circle cx="12" cy="13" r="3.4"/>`,
  detect: svg`<path d="M4 8.5V6a2 2 0 0 1 2-2h2.5M15.5 4H18a2 2 0 0 1 2 2v2.5M20 15.5V18a2 2 0 0 1-2 2h-2.5M8.5 20H6a2 2 0 0 1-2-2v-2.5"/><path d="M8.5 9h7v6.5h-7z"/>`,
  portrait: svg`<circle cx="12" cy="9" r="3.6"/><path d="M5.5 20c.4-3.9 3-6 6.5-6s6.1 2.1 6.5 6"/><path d="M3 5.5h2M3 10h1.5M19 5.5h2M19.5 10H21" stroke-dasharray="1.5 1.5"/>`,
  classify: svg`<path d="M4 5.5h7.2L20 14.3 14.3 20 5.5 11.2 4 5.5z"/><circle cx="8.6" cy="9.3" r="1.1"/>`,
  flip: svg`<path d="M4.5 10.5A7.8 7.8 0 0 1 18.6 8M19.5 13.5A7.8 7.8 0 0 1 5.4 16"/><path d="M19.3 3.8V8.2h-4.4M4.7 20.2v-4.4h4.4"/>`,
  pause: svg`<path d="M9 5.5v13M15 5.5v13"/>`,
  play: svg`<path d="M8 5.2v13.6L18.5 12z"/>`,
  snapshot: svg`<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="4.2"/>`,
  fullscreen: svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`,
  windowed: svg`<path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"/>`,
  pip: svg`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><rect x="11.5" y="11.5" width="6.5" height="4.5" rx="0.8" fill="currentColor" stroke="none"/>`,
  settings: svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  film: svg`<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M8.5 5v14M15.5 5v14M4 9.5h4.5M4 14.5h4.5M15.5 9.5H20M15.5 14.5H20"/>`,
  photo: svg`<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4.5 17 4.7-4 3.3 2.7 3.5-3.7 3.7 3.7"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  warning: svg`<path d="M12 4.5 3.5 19.5h17z"/><path d="M12 10v4.5M12 17v.2"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.2"/>`,
  lock: svg`<rect x="5.5" y="10.5" width="13" height="9" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>`,
  rotate: svg`<path d="M19 12a7 7 0 1 1-2.3-5.2"/><path d="M17.5 3v4.2h-4.2"/>`,
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${PATHS[name]}
  </svg>`;
}

/** An eye cut by its line of sight. */
export const mark = html`<svg
  class="mark"
  viewBox="0 0 32 32"
  fill="none"
  stroke="currentColor"
  stroke-width="2.2"
  aria-hidden="true"
>
  <path d="M6.5 16a10 10 0 0 1 19 0M25.5 16a10 10 0 0 1-19 0" />
  <path d="M1 16h9M22 16h9" />
  <circle cx="16" cy="16" r="3.2" fill="var(--sl-accent)" stroke="none" />
</svg>`;
