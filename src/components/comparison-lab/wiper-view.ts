import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Size } from '../../../models/contract';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import type { Look } from '../../lab/compare/run-file';
import { base } from '../../styles/shared';
import { drawLook, fitCanvas, SIDE_COLOURS } from './draw-boxes';
import { wiperViewStyles } from './wiper-view.styles';

const STEP = 2;
const LEAP = 10;

/** One picture as two contenders see it, with a wiper between them: pulled, tapped or moved with the arrow keys. */
@customElement('sightline-wiper-view')
export class WiperView extends LitElement {
  static override styles = [base, wiperViewStyles];

  /** Names of the left and the right side. */
  @property({ attribute: false }) names: readonly [string, string] = ['', ''];
  /** Shown before there is a picture. */
  @property() emptyText = '';

  /** Of the picture's width, percent: what is left of it belongs to A. */
  @state() private wipe = 50;
  @state() private hasPicture = false;

  @query('.stage') private stage!: HTMLElement;
  @query('.picture') private picture!: HTMLCanvasElement;
  @query('.side-a') private sideA!: HTMLCanvasElement;
  @query('.side-b') private sideB!: HTMLCanvasElement;
  @query('.wiper') private wiper!: HTMLElement;

  /** Draws a frame and what both said of it; the image stays with the caller. */
  show(image: CanvasImageSource, size: Size, looks: readonly [Look | undefined, Look | undefined]): void {
    if (!this.hasUpdated) return;
    this.hasPicture = true;
    this.stage.style.setProperty('aspect-ratio', `${size.width} / ${size.height}`);
    fitCanvas(this.picture, size)?.drawImage(image, 0, 0, size.width, size.height);
    drawLook(this.sideA, size, looks[0], SIDE_COLOURS[0]);
    drawLook(this.sideB, size, looks[1], SIDE_COLOURS[1]);
  }

  /** Nothing is shown any more. */
  clear(): void {
    this.hasPicture = false;
    for (const canvas of [this.picture, this.sideA, this.sideB])
      canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  }

  protected override updated(): void {
    // The content policy forbids style attributes, not styles set by script.
    this.stage.style.setProperty('--wipe', `${this.wipe}%`);
  }

  #moveTo(percent: number): void {
    this.wipe = Math.round(Math.min(100, Math.max(0, percent)));
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (event.type === 'pointerdown') {
      this.stage.setPointerCapture(event.pointerId);
      this.wiper.focus({ preventScroll: true });
    } else if (!this.stage.hasPointerCapture(event.pointerId)) return;
    const { left, width } = this.stage.getBoundingClientRect();
    if (width > 0) this.#moveTo(((event.clientX - left) / width) * 100);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: this.wipe - STEP,
      ArrowDown: this.wipe - STEP,
      ArrowRight: this.wipe + STEP,
      ArrowUp: this.wipe + STEP,
      PageDown: this.wipe - LEAP,
      PageUp: this.wipe + LEAP,
      Home: 0,
      End: 100,
    };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    this.#moveTo(wanted);
  };

  protected override render(): TemplateResult {
    const { wipe, names, hasPicture } = this;
    return html`<div class="stage" @pointerdown=${this.#onPointer} @pointermove=${this.#onPointer}>
      <canvas class="picture" role="img" aria-label=${COMPARE_WORDS.pictureLabel(names)}></canvas>
      <canvas class="side-a" aria-hidden="true"></canvas>
      <canvas class="side-b" aria-hidden="true"></canvas>
      ${
        hasPicture
          ? html`<span class="name a" aria-hidden="true">A · ${names[0]}</span>
              <span class="name b" aria-hidden="true">B · ${names[1]}</span>`
          : html`<p class="empty">${this.emptyText}</p>`
      }
      <div
        class="wiper"
        role="slider"
        tabindex=${hasPicture ? 0 : -1}
        ?hidden=${!hasPicture}
        aria-label=${COMPARE_WORDS.wiper}
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${wipe}
        aria-valuetext=${COMPARE_WORDS.wiperValue(wipe)}
        @keydown=${this.#onKey}
      ></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-wiper-view': WiperView;
  }
}
