/**
 * The portrait as a track processor of the shape LiveKit's client takes (`LocalVideoTrack.setProcessor`). The shape is written
 * down here, so that nothing of LiveKit is needed to build or use it: https://docs.livekit.io/transport/media/video-effects/ .
 */
import type { PortraitOptions, PortraitStartOptions, PortraitStats } from './portrait-options';
import { createPortraitTrack, type PortraitTrack } from './track';

/** What the client hands over; it has more fields, which are not read here. */
export interface ProcessorOptions {
  readonly track: MediaStreamTrack;
}

export class PortraitProcessor {
  readonly name = 'sightline-portrait';
  /** Present between `init` and `destroy`. */
  processedTrack?: MediaStreamTrack;

  #options: PortraitStartOptions;
  #portrait: PortraitTrack | undefined;

  constructor(options: PortraitStartOptions = {}) {
    this.#options = options;
  }

  /** Resolves when there is a track to publish. Its pictures are hidden until the network is loaded. */
  async init({ track }: ProcessorOptions): Promise<void> {
    await this.destroy();
    this.#portrait = createPortraitTrack(track, this.#options);
    this.processedTrack = this.#portrait.track;
  }

  /** The client has another camera track. */
  async restart({ track }: ProcessorOptions): Promise<void> {
    await this.init({ track });
  }

  async destroy(): Promise<void> {
    this.#portrait?.stop();
    this.#portrait = undefined;
    delete this.processedTrack;
  }

  /** Changes the effect of a running processor, and of the next start. */
  async update(options: PortraitOptions): Promise<void> {
    this.#options = { ...this.#options, ...options };
    await this.#portrait?.update(options);
  }

  get stats(): PortraitStats | undefined {
    return this.#portrait?.stats;
  }
}
