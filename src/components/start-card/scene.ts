/** The start card's drawing: a table by a window as the program sees it. Decoration, drawn for this project. */
import { html } from 'lit';

export const scene = html`<svg viewBox="0 0 360 220" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
  <rect class="wall" width="360" height="220" />
  <circle class="sun" cx="262" cy="78" r="34" />
  <path class="hill far" d="M0 128c40-22 82-30 122-14 44 18 78 12 124-8 40-17 78-14 114 4v110H0z" />
  <path class="hill near" d="M0 150c52-14 96-8 140 2 58 13 118 10 220-16v84H0z" />
  <rect class="table" y="168" width="360" height="52" />
  <g class="thing">
    <path d="M72 120h44l-4 44a6 6 0 0 1-6 5H82a6 6 0 0 1-6-5z" />
    <path class="stroke" d="M115 130h8a9 9 0 0 1 0 18h-10" />
    <path class="stroke steam" d="M86 112c-4-6 4-9 0-16M100 112c-4-6 4-9 0-16" />
  </g>
  <g class="thing leaf">
    <path d="M276 138h40l-5 31h-30z" />
    <path
      class="green"
      d="M295 138c-2-26-20-36-32-38 2 20 12 32 32 38zM297 138c0-30 16-44 32-50 2 24-8 42-32 50zM296 138c-4-24 0-46 6-58 10 18 8 42-6 58z"
    />
  </g>
  <g class="thing person">
    <circle cx="196" cy="96" r="19" />
    <path d="M156 169c2-34 18-50 40-50s38 16 40 50z" />
  </g>
  <g class="sight">
    <path class="box a" d="M64 104v-8h8M124 88h8v8M132 166v8h-8M72 174h-8v-8" />
    <path class="box b" d="M148 78v-8h8M236 70h8v8M244 166v8h-8M156 174h-8v-8" />
    <path class="box c" d="M256 82v-8h8M326 74h8v8M334 166v8h-8M264 174h-8v-8" />
    <path class="line" d="M0 128h360" />
  </g>
</svg>`;
