/** The start card's drawing: a table by a window as the program sees it. Decoration, drawn for this project. */
import { html } from 'lit';

/** What matters lies within the middle 300 × 170, so that every crop from 2:1 to 1:1 keeps it. */
export const scene = html`<svg viewBox="0 0 360 300" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
  <rect class="sky" width="360" height="300" />
  <circle class="sun" cx="246" cy="112" r="40" />
  <path class="far" d="M0 164c44-30 84-36 124-14s80 10 124-12c42-20 80-14 112 6v90H0z" />
  <path class="near" d="M0 194c54-18 98-12 142 0 60 16 122 12 218-20v60H0z" />
  <rect class="table" y="222" width="360" height="78" />
  <path class="shade" d="M34 222h76l-8 8H44zM134 222h102l-10 8h-82zM262 222h68l-8 8h-52z" />
  <g class="cup">
    <path d="M44 174h48l-4 40a9 9 0 0 1-9 8H57a9 9 0 0 1-9-8z" />
    <path class="handle" d="M90 183h7a10 10 0 0 1 0 20h-9" />
    <path class="steam" d="M59 164c-5-7 5-11 0-19M77 164c-5-7 5-11 0-19" />
  </g>
  <g class="person">
    <path class="skin" d="M175 148h20v28h-20z" />
    <path class="coat" d="M140 222c1-34 16-51 34-56 6 7 16 7 22 0 18 5 33 22 34 56z" />
    <ellipse class="skin" cx="185" cy="132" rx="20" ry="23" />
    <path class="hair" d="M163 136c-5-28 8-38 24-38 17 0 26 11 21 32-2-8-5-12-9-14-11 5-24 4-31 4-3 4-4 9-5 16z" />
  </g>
  <g class="plant">
    <path class="leaf" d="M295 186c-2-24-17-34-31-36 2 20 14 34 31 36zM298 186c0-28 12-44 28-48 2 24-8 42-28 48z" />
    <path class="leaf light" d="M296 186c-5-26-2-46 3-60 11 17 11 42-3 60z" />
    <path class="pot" d="M274 184h45l-6 38h-33z" />
  </g>
  <g class="sight">
    <path class="a" d="M30 144v-9h9M107 135h9v9M116 223v9h-9M39 232h-9v-9" />
    <path class="b" d="M130 94v-9h9M231 85h9v9M240 223v9h-9M139 232h-9v-9" />
    <path class="c" d="M256 126v-9h9M327 117h9v9M336 223v9h-9M265 232h-9v-9" />
  </g>
</svg>`;
