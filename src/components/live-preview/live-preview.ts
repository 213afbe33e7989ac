import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../../styles/shared';

/** Milliseconds between two pictures: enough to judge an effect by, and little beside the picture itself. */
const EVERY_MS = 100;
/** Backing height, pixels. */
const HEIGHT_PX = 240;

/** The live picture once more, small, where a sheet covers the large one. Decoration: the large one has the name. */
@customElement('sightline-live-preview')
export class LivePreview extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: center;
        padding-block: var(--sl-space-2);
        background: var(--sl-surface);
      }
      canvas {
        display: block;
        max-inline-size: 100%;
        block-size: clamp(6rem, 20dvh, 9.5rem);
        border-radius: var(--sl-radius-small);
        background: repeating-conic-gradient(#c9c9c9 0 25%, #fff 0 50%) 0 0 / 16px 16px;
      }
    `,
  ];

  /** The canvas to copy from; a restarted worker has a new one. */
  @property({ attribute: false }) source: (() => HTMLCanvasElement | undefined) | undefined;

  @query('canvas') private canvas!: HTMLCanvasElement;

  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = window.setInterval(() => this.#copy(), EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    this.#copy();
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  #copy(): void {
    const from = this.source?.();
    if (!from || from.width === 0 || !this.checkVisibility()) return;
    const width = Math.max(1, Math.round((HEIGHT_PX * from.width) / from.height));
    if (this.canvas.width !== width || this.canvas.height !== HEIGHT_PX)
      Object.assign(this.canvas, { width, height: HEIGHT_PX });
    const context = this.canvas.getContext('2d');
    context?.clearRect(0, 0, width, HEIGHT_PX);
    context?.drawImage(from, 0, 0, width, HEIGHT_PX);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-live-preview': LivePreview;
  }
}
