/** A small drawing of what each effect does to one and the same scene. Decoration: the choice has its name beside it. */
import { html, svg, type TemplateResult } from 'lit';
import type { EffectId } from './effects';

export interface ThumbnailLook {
  readonly color: string;
  /** Address of the user's own picture; empty where there is none. */
  readonly pictureUrl: string;
}

const PERSON = svg`<g class="person">
  <path class="coat" d="M20 60c1-15 7-20 14-22h12c7 2 13 7 14 22z" />
  <path class="skin" d="M35 32h10v8c0 3-10 3-10 0z" />
  <ellipse class="skin" cx="40" cy="25" rx="9" ry="11" />
  <path class="hair" d="M30 26c-2-13 4-17 10-17 8 0 12 5 10 16-1-4-3-6-5-7-5 3-11 2-13 3-1 1-2 3-2 5z" />
</g>`;

const ROOM = svg`<rect class="wall" width="80" height="60" />
  <rect class="window" x="6" y="8" width="20" height="24" />
  <path class="frame" d="M16 8v24M6 20h20" />
  <path class="shelf" d="M56 22h20v3H56zM58 10h4v12h-4zM63 8h3v14h-3zM67 12h5v10h-5z" />
  <path class="plant" d="M66 58c-8-4-9-12-8-18 6 3 9 9 8 18zM67 58c0-9 3-14 9-17 1 8-2 14-9 17z" />`;

export function thumbnail(id: EffectId, look: ThumbnailLook): TemplateResult {
  return html`<svg viewBox="0 0 80 60" preserveAspectRatio="xMidYMid slice" aria-hidden="true" data-effect=${id}>
    ${background(id, look)} ${PERSON}
  </svg>`;
}

function background(id: EffectId, { color, pictureUrl }: ThumbnailLook): TemplateResult {
  switch (id) {
    case 'blur':
      return svg`<filter id="soft" x="0" y="0" width="1" height="1"><feGaussianBlur stdDeviation="3" /></filter>
        <rect class="wall" width="80" height="60" /><g filter="url(#soft)">${ROOM}</g>`;
    case 'bokeh':
      return svg`<rect class="dusk" width="80" height="60" />
        <g class="lights"><circle cx="12" cy="14" r="8" /><circle cx="22" cy="34" r="5" /><circle cx="66" cy="16" r="9" />
        <circle cx="70" cy="38" r="6" /><circle cx="8" cy="48" r="6" /><circle cx="54" cy="8" r="5" /></g>`;
    case 'spotlight':
      return svg`<filter id="grey"><feColorMatrix type="saturate" values="0" /></filter><g filter="url(#grey)">${ROOM}</g>`;
    case 'picture':
      return pictureUrl
        ? svg`<image href=${pictureUrl} width="80" height="60" preserveAspectRatio="xMidYMid slice" />`
        : svg`<rect class="sky" width="80" height="60" /><circle class="sun" cx="62" cy="16" r="7" />
            <path class="hill" d="M0 44c18-16 30-12 44-2 10-8 22-10 36-2v20H0z" />`;
    case 'video':
      return svg`<rect class="sky" width="80" height="60" /><path class="hill" d="M0 44c18-16 30-12 44-2 10-8 22-10 36-2v20H0z" />
        <path class="film" d="M0 0h80v8H0zM0 52h80v8H0z" />
        <path class="holes" d="M3 2h6v4H3zM15 2h6v4h-6zM27 2h6v4h-6zM39 2h6v4h-6zM51 2h6v4h-6zM63 2h6v4h-6zM75 2h6v4h-6zM3 54h6v4H3zM15 54h6v4h-6zM27 54h6v4h-6zM39 54h6v4h-6zM51 54h6v4h-6zM63 54h6v4h-6zM75 54h6v4h-6z" />`;
    case 'color':
      return svg`<rect width="80" height="60" fill=${color} />`;
    case 'black':
      return svg`<rect width="80" height="60" fill="#000" />`;
    case 'transparent':
      return svg`<pattern id="squares" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="#fff" />
        <path d="M0 0h6v6H0zM6 6h6v6H6z" fill="#c4c4c4" /></pattern><rect width="80" height="60" fill="url(#squares)" />`;
  }
}
