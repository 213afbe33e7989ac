/** The start card's drawing: a table by a window as the program sees it. Decoration, drawn for this project. */
import { html } from 'lit';

/** What matters lies within the middle 300 × 170, so that every crop from 2:1 to 1:1 keeps it. */
export const scene = html`<svg viewBox="0 0 360 300" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
  <rect class="sky" width="360" height="300" />
  <circle class="sun" cx="246" cy="112" r="40" />
  <path class="far" d="M0 164c44-30 84-36 124-14s80 10 124-12c42-20 80-14 112 6v90H0z" />
  <path class="near" d="M0 194c54-18 98-12 142 0 60 16 122 12 218-20v60H0z" />
  <rect class="table" y="222" width="360" height="78" />
  <path class="shade" d="M48 222h86l-8 8H58zM136 222h96l-10 8h-76zM246 222h72l-8 8h-54z" />
  <g class="cup">
    <path d="M64 172h50l-4 42a9 9 0 0 1-9 8H77a9 9 0 0 1-9-8z" />
    <path class="handle" d="M112 181h7a11 11 0 0 1 0 22h-9" />
    <path class="steam" d="M80 162c-5-7 5-11 0-19M98 162c-5-7 5-11 0-19" />
  </g>
  <g class="person">
    <path class="skin" d="M175 148h20v28h-20z" />
    <path class="coat" d="M136 222c1-34 18-52 38-56 6 7 16 7 22 0 20 4 37 22 38 56z" />
    <ellipse class="skin" cx="185" cy="132" rx="20" ry="23" />
    <path class="hair" d="M163 136c-5-28 8-38 24-38 17 0 26 11 21 32-2-8-5-12-9-14-11 5-24 4-31 4-3 4-4 9-5 16z" />
  </g>
  <g class="plant">
    <path class="leaf" d="M281 186c-2-24-17-34-33-36 2 20 14 34 33 36zM284 186c0-28 14-44 32-48 2 24-10 42-32 48z" />
    <path class="leaf light" d="M282 186c-5-26-2-46 3-60 11 17 11 42-3 60z" />
    <path class="pot" d="M260 184h45l-6 38h-33z" />
  </g>
  <g class="sight">
    <path class="a" d="M46 142v-9h9M129 133h9v9M138 223v9h-9M55 232h-9v-9" />
    <path class="b" d="M124 94v-9h9M237 85h9v9M246 223v9h-9M133 232h-9v-9" />
    <path class="c" d="M240 126v-9h9M315 117h9v9M324 223v9h-9M249 232h-9v-9" />
  </g>
</svg>`;
