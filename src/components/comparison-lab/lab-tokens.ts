/**
 * Colours of contenders and of the steps of a look, for both themes. Contrast against the surface at least 3:1 (WCAG 2.2, 1.4.11);
 * contenders carry a letter besides and lines a dash, so that colour alone says nothing (1.4.1).
 */
import { css } from 'lit';
import type { StepName } from '../../../models/contract';

const labTokens = css`
  :root {
    --lab-0: #a05a00;
    --lab-1: #0a6a8c;
    --lab-2: #7440b8;
    --lab-3: #3d7a1c;
    --lab-4: #b0246e;
    --lab-5: #5b6670;
    --lab-step-capture: #6f7a80;
    --lab-step-preprocess: #3d7a1c;
    --lab-step-infer: #0a6a8c;
    --lab-step-propose: #b0246e;
    --lab-step-second-stage: #b86a00;
    --lab-step-decode: #7440b8;
    --lab-step-rest: #9b9484;
  }
  :root.wa-dark {
    --lab-0: #ffb430;
    --lab-1: #5fd0ee;
    --lab-2: #c4a5ff;
    --lab-3: #9bd66c;
    --lab-4: #ff93c4;
    --lab-5: #b9c4ca;
    --lab-step-capture: #93a2ab;
    --lab-step-preprocess: #7fc04d;
    --lab-step-infer: #45b6d8;
    --lab-step-propose: #ff7db5;
    --lab-step-second-stage: #ffb430;
    --lab-step-decode: #b592ff;
    --lab-step-rest: #66777f;
  }
`;

export function installLabTokens(): void {
  const sheet = labTokens.styleSheet;
  if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
}

/** More contenders than colours: they come round again, told apart by letter and dash. */
const COLOURS = 6;
/** Canvas pixels on and off. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 5]];

/** A, B, C … of a contender by its place in the list. */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (index % 26));
}

/** Name of the custom property. */
export function colourNameOf(index: number): string {
  return `--lab-${index % COLOURS}`;
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
