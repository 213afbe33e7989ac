import { html, type TemplateResult } from 'lit';
import { colourIndexOf, letterOf, shapeOf } from './lab-tokens';

/** A contender's letter on its shape, in its colour. */
export function badge(index: number): TemplateResult {
  return html`<span class="badge" data-colour=${colourIndexOf(index)} data-shape=${shapeOf(index)}
    >${letterOf(index)}</span
  >`;
}
