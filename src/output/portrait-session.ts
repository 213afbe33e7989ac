/**
 * A portrait without the app around it: one worker, one source, one effect. The track, the element and the processor are made
 * of it. It never stops a track that it was given.
 */
import type { FrameReport, Size } from '../../models/contract';
import type { Fault, Settings } from '../../workers/protocol';
import { BackdropFeed } from '../backdrop/backdrop-feed';
import { attachFootage } from '../camera/attach-footage';
import { playClip, type Clip } from '../camera/clip-player';
import type { Footage, FrameSource } from '../camera/frame-source';
import { DEFAULT_PREFERENCES, visionSettings } from '../storage/settings';
import type { Frame } from '../vision/frame-credits';
import { FrameStatistics } from '../vision/frame-statistics';
import { faultOf, VisionClient, type VisionEvent } from '../vision/vision-client';
import { checkOptions, type PortraitOptions, type PortraitStartOptions, type PortraitStats } from './portrait-options';

export interface PortraitHost {
  readonly freshCanvas: () => OffscreenCanvas;
  /** Given: each picture drawn is handed over, with ownership. */
  readonly onOutput?: (frame: Frame) => Promise<void>;
  /** The upright frame's size is new. */
  readonly onSize?: (size: Size) => void;
}

const CHECK_ALIVE_EVERY_MS = 5_000;

export class PortraitSession {
  readonly #host: PortraitHost;
  readonly #client: VisionClient;
  readonly #statistics = new FrameStatistics();
  readonly #feed: BackdropFeed;
  #options: PortraitStartOptions;
  #source: FrameSource | undefined;
  #clip: Clip | undefined;
  #report: FrameReport | undefined;
  #provider: PortraitStats['provider'];
  #aliveTimer = 0;
  /** Each footage and each backdrop takes a number; one that was overtaken lets go of what it opened. */
  #turn = 0;
  #backdropTurn = 0;
  #disposed = false;

  /** @throws RangeError, TypeError for options that mean nothing. */
  constructor(host: PortraitHost, options: PortraitStartOptions) {
    checkOptions(options);
    this.#host = host;
    this.#options = options;
    this.#client = new VisionClient({
      freshCanvas: host.freshCanvas,
      sourceMessage: () => this.#source?.message(),
      onEvent: (event) => this.#onEvent(event),
      ...(host.onOutput ? { onOutput: host.onOutput } : {}),
    });
    this.#feed = new BackdropFeed((image) => this.#client.backdrop(image));
  }

  /** The picture comes as soon as frames do, hidden until the network is there. Rejects with a VisionError or where the source cannot be read. */
  async start(footage: Footage): Promise<void> {
    const { engine = 'auto', threads = 0 } = this.#options;
    const info = await this.#client.start({ settings: this.#settings(), engine, threads });
    if (this.#disposed) return;
    this.#provider = info.provider;
    this.#aliveTimer = window.setInterval(() => this.#client.checkAlive(), CHECK_ALIVE_EVERY_MS);
    if (this.#host.onOutput) await this.#client.output(true);
    await this.attach(footage);
    await Promise.all([this.#client.configure(this.#settings()), this.#showBackdrop()]);
  }

  /** Replaces the source. */
  async attach(footage: Footage): Promise<void> {
    const turn = (this.#turn += 1);
    this.#stopSource();
    await attachFootage(footage, undefined, {
      attach: (source) => this.#client.attach(source),
      offer: (frame) => this.#client.offer(frame),
      isCurrent: () => turn === this.#turn && !this.#disposed,
      onSource: (source) => {
        this.#stopSource();
        this.#source = source;
      },
    });
  }

  /** Changes what is given and leaves the rest. @throws RangeError, TypeError for options that mean nothing; then nothing changes. */
  async update(options: PortraitOptions): Promise<void> {
    checkOptions(options);
    this.#options = { ...this.#options, ...options };
    if (!this.#client.running) return;
    if (options.backdrop !== undefined) await this.#showBackdrop();
    await this.#client.configure(this.#settings());
  }

  async resize(size: Size): Promise<void> {
    if (this.#client.running) await this.#client.resize(size);
  }

  get stats(): PortraitStats {
    const { fps, totalMs, inferMs } = this.#statistics.figures(performance.now());
    const { width = 0, height = 0 } = this.#report?.frame ?? {};
    const masked = this.#report?.masked ?? false;
    return { fps, frameMs: totalMs, inferMs: inferMs.portrait ?? 0, masked, width, height, provider: this.#provider };
  }

  dispose(): void {
    this.#disposed = true;
    this.#turn += 1;
    this.#backdropTurn += 1;
    window.clearInterval(this.#aliveTimer);
    this.#stopSource();
    this.#closeClip();
    this.#client.dispose();
  }

  #settings(): Settings {
    const { background, strength, lightWrap, mirror } = this.#options;
    return {
      ...visionSettings(DEFAULT_PREFERENCES, mirror ?? false),
      tasks: { detect: false, portrait: true, classify: false },
      blurStrength: strength ?? DEFAULT_PREFERENCES.blurStrength,
      background: background ?? DEFAULT_PREFERENCES.background,
      lightWrap: lightWrap ?? DEFAULT_PREFERENCES.lightWrap,
    };
  }

  async #showBackdrop(): Promise<void> {
    const { backdrop } = this.#options;
    const turn = (this.#backdropTurn += 1);
    this.#closeClip();
    if (!backdrop) {
      await this.#feed.clear();
    } else if (backdrop.type.startsWith('video/')) {
      await this.#playBackdrop(backdrop, turn);
    } else {
      const bitmap = await createImageBitmap(backdrop, { imageOrientation: 'from-image' }).catch((error: unknown) => {
        throw new TypeError(
          `The backdrop (${backdrop.type || 'no type'}) cannot be read as a picture; give JPEG, PNG or WebP.`,
          { cause: error },
        );
      });
      if (turn === this.#backdropTurn) await this.#feed.showPicture(bitmap);
      else bitmap.close();
    }
  }

  async #playBackdrop(backdrop: Blob, turn: number): Promise<void> {
    const url = URL.createObjectURL(backdrop);
    const result = await playClip([url], 'backdrop');
    if (!result.ok || turn !== this.#backdropTurn) {
      URL.revokeObjectURL(url);
      if (result.ok) return result.value.close();
      throw new TypeError(`The backdrop (${backdrop.type}) cannot be played: ${result.fault.message}`);
    }
    const { video, close } = result.value;
    this.#clip = {
      video,
      close: (): void => {
        close();
        URL.revokeObjectURL(url);
      },
    };
    this.#feed.showVideo(video);
  }

  #closeClip(): void {
    this.#feed.stop();
    this.#clip?.close();
    this.#clip = undefined;
  }

  #stopSource(): void {
    this.#source?.stop();
    this.#source = undefined;
  }

  #onEvent(event: VisionEvent): void {
    switch (event.type) {
      case 'report':
        return this.#onReport(event.report);
      case 'engine':
        this.#provider = event.engine.provider;
        return;
      case 'restarted':
        void this.#showBackdrop().catch((error: unknown) => this.#options.onFault?.(faultOf(error)));
        return;
      case 'fault':
      case 'gave-up':
        this.#tell(event.fault);
        return;
      case 'gpu-trouble':
        this.#tell({ kind: 'gpu', message: event.reason, recoverable: true });
        return;
      case 'load-progress':
      case 'quality':
        return;
    }
  }

  #onReport(report: FrameReport): void {
    this.#statistics.add(report, performance.now());
    const former = this.#report?.frame;
    this.#report = report;
    const { width, height } = report.frame;
    if (former?.width !== width || former.height !== height) this.#host.onSize?.({ width, height });
  }

  #tell(fault: Fault): void {
    this.#options.onFault?.(fault);
  }
}
