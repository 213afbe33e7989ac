import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Size } from '../../../models/contract';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { base } from '../../styles/shared';
import type { ChartModel } from './charts/chart-model';
import { newPlot, type Plot } from './charts/plot';
import { labChartStyles } from './lab-chart.styles';

/** A chart with the table behind it. It is drawn anew when its data, its room or the theme changes. */
@customElement('sightline-lab-chart')
export class LabChart extends LitElement {
  static override styles = [base, labChartStyles];

  @property({ attribute: false }) model: ChartModel | undefined;

  @query('.plot') private place!: HTMLElement | null;

  #plot: Plot | undefined;
  readonly #room = new ResizeObserver(() => this.#fit());
  readonly #theme = new MutationObserver(() => this.#draw());

  /** The picture of it; undefined before there is one. */
  get canvas(): HTMLCanvasElement | undefined {
    return this.#plot?.ctx.canvas;
  }

  /**
   * A picture of it for export, alike on every screen: as large as asked for, in CSS pixels. Undefined before there is one.
   * @param scale of its letters and lines, 1 as on the page
   */
  async picture(size: Size, scale: number): Promise<HTMLCanvasElement | undefined> {
    const { model, place } = this;
    if (!model || !place) return undefined;
    const aside = document.createElement('div');
    aside.className = 'aside';
    place.append(aside);
    try {
      const plot = newPlot(model, { into: aside, ...size, scale });
      // It draws at the end of the task.
      await new Promise((resolve) => setTimeout(resolve));
      return plot.ctx.canvas;
    } finally {
      aside.remove();
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#theme.observe(document.documentElement, { attributeFilter: ['class'] });
    if (this.hasUpdated) this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#theme.disconnect();
    this.#room.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('model')) this.#draw();
  }

  #draw(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#room.disconnect();
    if (!this.model || !this.place) return;
    const { clientWidth, clientHeight } = this.place;
    if (clientWidth > 0) {
      this.#plot = newPlot(this.model, { into: this.place, width: clientWidth, height: clientHeight });
    }
    this.#room.observe(this.place);
  }

  #fit(): void {
    if (!this.place) return;
    const { clientWidth, clientHeight } = this.place;
    if (clientWidth === 0) return;
    if (!this.#plot) this.#draw();
    else if (this.#plot.width !== clientWidth) this.#plot.setSize({ width: clientWidth, height: clientHeight });
  }

  protected override render(): TemplateResult {
    const { model } = this;
    if (!model) return html``;
    const { heading, note, table } = model;
    return html`
      <h3>${heading}</h3>
      <p class="soft">${note}</p>
      <div class="plot" role="img" aria-label=${COMPARE_WORDS.chartLabel(heading)}></div>
      <details>
        <summary>${COMPARE_WORDS.asTable}</summary>
        <div class="scroll" role="region" tabindex="0" aria-label=${heading}>
          <table>
            <thead>
              <tr>
                ${table.head.map((head) => html`<th scope="col">${head}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${table.rows.map(
                (row) =>
                  html`<tr>
                    ${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-lab-chart': LabChart;
  }
}
