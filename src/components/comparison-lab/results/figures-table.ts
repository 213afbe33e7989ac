/** A table with a column for each contender. */
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../badge';
import type { FigureGroup, FigureRow } from './figure-rows';

export interface TableHead {
  readonly caption: string;
  /** One a contender. */
  readonly names: readonly string[];
}

export function figuresTable({ caption, names }: TableHead, groups: readonly FigureGroup[]): TemplateResult {
  return html`<div class="table" role="region" tabindex="0" aria-label=${caption}>
    <table>
      <caption class="hidden-text">
        ${caption}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${names.map((name, i) => html`<th scope="col">${badge(i)}<span>${name}</span></th>`)}
        </tr>
      </thead>
      ${groups.map(
        ({ title, rows }) =>
          html`<tbody>
            ${
              title
                ? html`<tr class="group">
                    <th scope="rowgroup" colspan=${names.length + 1}>${title}</th>
                  </tr>`
                : nothing
            }
            ${rows.map(rowOf)}
          </tbody>`,
      )}
    </table>
  </div>`;
}

function rowOf({ name, meaning, cells }: FigureRow): TemplateResult {
  return html`<tr>
    <th scope="row">${name}${meaning ? html` <small>${meaning}</small>` : nothing}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}
