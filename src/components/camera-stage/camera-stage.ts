import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Size, TaskId } from '../../../models/contract';
import type { LoadProgress } from '../../vision/vision-controller';
import { emit } from '../events';
import { backingSize, containFit } from './contain-fit';
import { cameraStageStyles } from './camera-stage.styles';
import { progressText } from './progress-text';
import { base } from '../../styles/shared';

/**
 * The picture: a canvas that the worker draws on, fitted into the room there is, with loading and pausing shown over it.
 * @slot - shown over the middle while there is no picture
 * @fires sightline-resize - the canvas needs another backing size
 */
@customElement('sightline-camera-stage')
export class CameraStage extends LitElement {
  static override styles = [base, cameraStageStyles];

  /** The upright picture's size; only its aspect matters. */
  @property({ attribute: false }) picture: Size = { width: 4, height: 3 };
  @property({ attribute: false }) progress: LoadProgress | undefined;
  /** Whose model `progress` is about. */
  @property({ attribute: false }) progressTask: TaskId | undefined;
  /** Shown while something is being opened and no bytes are counted. */
  @property() busyText = '';
  /** For assistive technology; the picture itself cannot be read. */
  @property() label = 'Camera picture';
  @property({ type: Boolean }) live = false;
  @property({ type: Boolean }) paused = false;
  /** Parts of the picture may be clear: squares show through. */
  @property({ type: Boolean }) clear = false;

  @query('.room') private room!: HTMLElement;

  #canvas: HTMLCanvasElement | undefined;
  /** Of the worker before this one: its last picture stays until the next has one. */
  #former: HTMLCanvasElement | undefined;
  #observer: ResizeObserver | undefined;
  #sent: Size = { width: 0, height: 0 };

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#fit());
    if (this.hasUpdated) this.#observer.observe(this.room);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected override firstUpdated(): void {
    this.#observer?.observe(this.room);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('picture')) this.#fit();
    if (changed.has('label')) this.#canvas?.setAttribute('aria-label', this.label);
  }

  /** A canvas of its own for each worker: control of one can be given away only once. */
  freshCanvas(): OffscreenCanvas {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.label);
    this.#former?.remove();
    this.#former = this.#canvas;
    this.#former?.setAttribute('aria-hidden', 'true');
    this.#canvas = canvas;
    if (this.#former) this.#former.after(canvas);
    else this.room.prepend(canvas);
    const size = this.#measure();
    canvas.width = size.width;
    canvas.height = size.height;
    this.#sent = size;
    return canvas.transferControlToOffscreen();
  }

  /** The canvas in use, for whoever copies from it. */
  get canvas(): HTMLCanvasElement | undefined {
    return this.#canvas;
  }

  /** The newest canvas has been drawn on. */
  dropFormer(): void {
    const former = this.#former;
    this.#former = undefined;
    // What the worker drew is on the screen with the frame after the next.
    requestAnimationFrame(() => requestAnimationFrame(() => former?.remove()));
  }

  #measure(): Size {
    const room = { width: Math.max(1, this.room.clientWidth), height: Math.max(1, this.room.clientHeight) };
    const css = containFit(this.picture, room);
    if (this.#canvas) {
      this.#canvas.style.width = `${css.width}px`;
      this.#canvas.style.height = `${css.height}px`;
    }
    return backingSize(css, window.devicePixelRatio);
  }

  #fit(): void {
    if (!this.#canvas) return;
    const size = this.#measure();
    if (size.width === this.#sent.width && size.height === this.#sent.height) return;
    this.#sent = size;
    emit(this, 'sightline-resize', { size });
  }

  protected override render(): TemplateResult {
    return html`
      <div class="room" ?data-live=${this.live} ?data-clear=${this.clear}>
        ${this.live ? nothing : html`<div class="empty"><slot></slot></div>`}
        ${this.paused ? html`<p class="chip">Paused</p>` : nothing} ${this.#progress()}
      </div>
    `;
  }

  #progress(): TemplateResult | typeof nothing {
    const text = this.progress ? progressText(this.progress, this.progressTask) : this.busyText;
    if (text === '') return nothing;
    const { loadedBytes, totalBytes } = this.progress ?? { loadedBytes: 0, totalBytes: 0 };
    return html`
      <div class="loading">
        <p>${text}</p>
        ${
          totalBytes > 0
            ? html`<progress aria-label=${text} max=${totalBytes} .value=${loadedBytes}></progress>`
            : html`<progress aria-label=${text}></progress>`
        }
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-camera-stage': CameraStage;
  }
}
