import { html, type TemplateResult } from 'lit';
import { letterOf } from './lab-tokens';

/** A contender's letter in its colour. */
export function badge(index: number): TemplateResult {
  return html`<span class="badge" data-colour=${index % 6}>${letterOf(index)}</span>`;
}
