/**
 * Colours of contenders and of the steps of a look, for both themes. Steps stand out from the surface at least 3:1, contenders at
 * least 4.5:1, since their letter stands on them (WCAG 2.2, 1.4.11 and 1.4.3). Contenders carry a letter and a shape besides, and
 * their lines a dash, so that colour alone says nothing (1.4.1).
 */
import { css, unsafeCSS, type CSSResult } from 'lit';
import type { StepName } from '../../../models/contract';

/** Told apart at a glance: no two of a theme are nearer than 0.09 in OKLab. The first six are the page's own. */
export const CONTENDER_COLOURS = {
  light: ['#a05a00', '#0a6a8c', '#7440b8', '#3d7a1c', '#b0246e', '#6b665c', '#c4301c', '#2b3fb0', '#5a2a10', '#00503f'],
  dark: ['#ffb430', '#5fd0ee', '#c4a5ff', '#9bd66c', '#ff93c4', '#cdc6ba', '#ff7a4d', '#7a9dff', '#3fc29a', '#e070f5'],
} as const;
const COLOURS = CONTENDER_COLOURS.light.length;

function declared(theme: keyof typeof CONTENDER_COLOURS): CSSResult {
  // Our own numbers and names, nothing else.
  return unsafeCSS(CONTENDER_COLOURS[theme].map((colour, i) => `--lab-${i}: ${colour};`).join(''));
}

const labTokens = css`
  :root {
    ${declared('light')}
    --lab-step-capture: #6f7a80;
    --lab-step-preprocess: #3d7a1c;
    --lab-step-infer: #0a6a8c;
    --lab-step-propose: #b0246e;
    --lab-step-second-stage: #b86a00;
    --lab-step-decode: #7440b8;
    --lab-step-rest: #9b9484;
  }
  :root.wa-dark {
    ${declared('dark')}
    --lab-step-capture: #93a2ab;
    --lab-step-preprocess: #7fc04d;
    --lab-step-infer: #45b6d8;
    --lab-step-propose: #ff7db5;
    --lab-step-second-stage: #ffb430;
    --lab-step-decode: #b592ff;
    --lab-step-rest: #66777f;
  }
`;

/** Backgrounds of elements with `data-colour`. */
export const contenderColours = unsafeCSS(
  Array.from({ length: COLOURS }, (_, i) => `[data-colour='${i}'] { background: var(--lab-${i}); }`).join(''),
);

export function installLabTokens(): void {
  const sheet = labTokens.styleSheet;
  if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
}

/** Canvas pixels on and off. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 5], [14, 4]];
/** What a contender's letter stands on. */
const SHAPES = ['circle', 'square', 'diamond'] as const;
export type MarkShape = (typeof SHAPES)[number];

/** A, B, C … of a contender by its place in the list. */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (index % 26));
}

/** More contenders than colours: they come round again, with another dash and shape. */
export function colourIndexOf(index: number): number {
  return index % COLOURS;
}

/** Name of the custom property. */
export function colourNameOf(index: number): string {
  return `--lab-${colourIndexOf(index)}`;
}

export function shapeOf(index: number): MarkShape {
  return SHAPES[index % SHAPES.length] ?? 'circle';
}

export function dashOf(index: number): number[] {
  return [...(DASHES[index % DASHES.length] ?? [])];
}

/** A token's value where the element stands: canvases know no custom properties. */
export function tokenOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

export type ShownStep = Exclude<StepName, 'draw'> | 'rest';

/** In the order they happen; `rest` is what lies between them: messages, waiting for the thread. */
export const SHOWN_STEPS: readonly ShownStep[] = [
  'capture',
  'preprocess',
  'infer',
  'propose',
  'second-stage',
  'decode',
  'rest',
];
