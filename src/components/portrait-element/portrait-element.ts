import type { Size } from '../../../models/contract';
import { playClip } from '../../camera/clip-player';
import type { Footage } from '../../camera/frame-source';
import type { PortraitOptions, PortraitStats } from '../../output/portrait-options';
import { PortraitSession } from '../../output/portrait-session';
import { EFFECTS, effectOf, FIRST_COLOR } from '../background-picker/effects';

/** Without a canvas size of its own, pixels. */
const FIRST_SIZE: Size = { width: 640, height: 480 };
const SHEET = `
  :host { display: inline-block; position: relative; overflow: hidden; }
  :host([hidden]) { display: none; }
  canvas { display: block; inline-size: 100%; block-size: 100%; object-fit: contain; }
`;

/**
 * A person before another background, for any page: plain DOM, no framework, no style of the page needed.
 *
 * ```html
 * <script type="module" src="sightline-portrait-element.js"></script>
 * <sightline-portrait src="camera" effect="bokeh" strength="0.8"></sightline-portrait>
 * ```
 *
 * It starts when it is put into the page and stops when it is taken out; until it is known where the person is, all is hidden.
 * @attr src - `camera` (default) or the address of a video
 * @attr effect - blur (default), bokeh, spotlight, picture, video, color, black, transparent
 * @attr strength - of the blur, 0 to 1, default 0.6
 * @attr color - `#rrggbb`, for the effect of that name
 * @attr background - address of a picture or video, for the effects of that name; same origin, or with CORS
 * @attr light-wrap - present: the background's light falls on the person's edges
 * @attr mirror - present: flipped left to right
 * @attr label - what assistive technology calls it, default “Portrait”
 * @fires sightline-portrait-ready - the network is loaded and pictures come
 * @fires sightline-portrait-error - `detail.message` says why there is no picture, or that one thing failed
 */
export class SightlinePortrait extends HTMLElement {
  static readonly observedAttributes = [
    'src',
    'effect',
    'strength',
    'color',
    'background',
    'light-wrap',
    'mirror',
    'label',
  ];

  #session: PortraitSession | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #size = FIRST_SIZE;
  /** Each start takes a number; one that was overtaken lets go of what it opened. */
  #turn = 0;
  #close: (() => void) | undefined;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
  }

  connectedCallback(): void {
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(name: string, former: string | null, now: string | null): void {
    if (!this.isConnected || former === now) return;
    if (name === 'src') void this.#start();
    else if (name === 'label') this.#canvas?.setAttribute('aria-label', this.#label);
    else void this.#update(name);
  }

  /** Figures of the last second and a half; undefined while nothing runs. */
  get stats(): PortraitStats | undefined {
    return this.#session?.stats;
  }

  /** What is shown, as a stream. @throws Error while nothing runs. */
  captureStream(): MediaStream {
    if (!this.#canvas) throw new Error('Nothing is shown yet; wait for sightline-portrait-ready.');
    return this.#canvas.captureStream();
  }

  get #label(): string {
    return this.getAttribute('label') ?? 'Portrait';
  }

  async #start(): Promise<void> {
    this.#stop();
    const turn = this.#turn;
    const isCurrent = (): boolean => turn === this.#turn;
    try {
      const { footage, close } = await open(this.getAttribute('src') ?? 'camera');
      if (!isCurrent()) return close();
      this.#close = close;
      const options = await this.#options();
      if (!isCurrent()) return;
      this.#session = new PortraitSession(
        { freshCanvas: () => this.#freshCanvas(), onSize: (size) => this.#fit(size) },
        { ...options, onFault: ({ message }) => this.#tell(message) },
      );
      await this.#session.start(footage);
      if (isCurrent()) this.dispatchEvent(new CustomEvent('sightline-portrait-ready'));
    } catch (error) {
      if (!isCurrent()) return;
      this.#stop();
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #stop(): void {
    this.#turn += 1;
    this.#session?.dispose();
    this.#session = undefined;
    this.#close?.();
    this.#close = undefined;
    this.#canvas?.remove();
    this.#canvas = undefined;
  }

  async #update(name: string): Promise<void> {
    const session = this.#session;
    if (!session) return;
    try {
      const { backdrop, ...rest } = await this.#options(name === 'background');
      await session.update(backdrop === undefined ? rest : { ...rest, backdrop });
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  async #options(withBackdrop = true): Promise<PortraitOptions> {
    const name = this.getAttribute('effect') ?? 'blur';
    const effect = EFFECTS.find(({ id }) => id === name);
    if (!effect) throw new TypeError(`there is no effect “${name}”; give ${EFFECTS.map(({ id }) => id).join(', ')}`);
    const address = this.getAttribute('background');
    const strength = this.getAttribute('strength');
    return {
      background: effectOf(effect.id, this.getAttribute('color') ?? FIRST_COLOR),
      lightWrap: this.hasAttribute('light-wrap'),
      mirror: this.hasAttribute('mirror'),
      ...(strength === null ? {} : { strength: Number(strength) }),
      ...(withBackdrop ? { backdrop: address ? await fetchBlob(address) : null } : {}),
    };
  }

  /** Control of a canvas can be given away once: each worker gets a new one. */
  #freshCanvas(): OffscreenCanvas {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.#label);
    Object.assign(canvas, this.#size);
    this.shadowRoot?.replaceChildren(canvas);
    this.#canvas = canvas;
    return canvas.transferControlToOffscreen();
  }

  #fit(size: Size): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    this.#session?.resize(size).catch(() => undefined); // A worker that died meanwhile starts with the new size.
  }

  #tell(message: string): void {
    this.dispatchEvent(new CustomEvent('sightline-portrait-error', { detail: { message } }));
  }
}

async function open(src: string): Promise<{ readonly footage: Footage; readonly close: () => void }> {
  if (src === 'camera') {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 } },
    });
    const track = stream.getVideoTracks()[0];
    if (!track) throw new Error('The camera gave no video track.');
    return { footage: { track }, close: (): void => track.stop() };
  }
  const result = await playClip([src], src);
  if (!result.ok) throw new Error(`“${src}” cannot be played: ${result.fault.message}`);
  return { footage: { video: result.value.video }, close: result.value.close };
}

async function fetchBlob(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The background “${address}” answered ${response.status}.`);
  return response.blob();
}

if (!customElements.get('sightline-portrait')) customElements.define('sightline-portrait', SightlinePortrait);

declare global {
  interface HTMLElementTagNameMap {
    'sightline-portrait': SightlinePortrait;
  }
}
