/** Takes frames one at a time, newest first, and has each processed. Owns the source; knows nothing of networks. */
import { readFrames, type FrameReader } from './frame-reader';
import { FrameSlot } from './frame-slot';
import type { FrameImage } from './frame-view';
import { FaultError } from './fault';
import type { SourceMessage } from './protocol';

export interface FrameLoopHost {
  /** Takes ownership of the image. Must not reject. */
  readonly process: (image: FrameImage) => Promise<void>;
  /** A posted frame was used up or dropped: the page may send another. */
  readonly onCredit: () => void;
  /** The source stopped by itself. */
  readonly onEnded: (reason: string) => void;
}

export class FrameLoop {
  readonly #host: FrameLoopHost;
  readonly #slot = new FrameSlot<FrameImage>();
  #reader: FrameReader | undefined;
  #posted = false;
  #paused = false;

  constructor(host: FrameLoopHost) {
    this.#host = host;
    void this.#run();
  }

  /** Replaces the source. @throws FaultError `source-ended` where this worker cannot read it. */
  async attach(source: SourceMessage): Promise<void> {
    await this.detach();
    if (source.kind === 'posted') {
      this.#posted = true;
      return;
    }
    const stream = source.kind === 'readable' ? source.readable : trackStream(source.track);
    this.#reader = readFrames(
      stream,
      (frame) => this.#offer(frame),
      (error) => this.#host.onEnded(error instanceof Error ? error.message : 'the camera stream ended'),
    );
  }

  async detach(): Promise<void> {
    this.#posted = false;
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.cancel();
  }

  /** A frame the page sent. Takes ownership. */
  post(image: FrameImage): void {
    if (this.#posted) {
      this.#offer(image);
      return;
    }
    image.close();
    this.#host.onCredit();
  }

  /** While paused, frames are closed unseen and the picture stays. */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  async dispose(): Promise<void> {
    await this.detach();
    this.#slot.close();
  }

  #offer(image: FrameImage): void {
    if (this.#paused) {
      image.close();
      if (this.#posted) this.#host.onCredit();
      return;
    }
    const displaced = this.#slot.offer(image);
    if (displaced && this.#posted) this.#host.onCredit();
  }

  async #run(): Promise<void> {
    for (;;) {
      const image = await this.#slot.take();
      if (!image) return;
      await this.#host.process(image);
      if (this.#posted) this.#host.onCredit();
      // The canvas is presented by this thread's next rendering step; a WASM run started before it would hold the picture back
      // for its whole length. Meanwhile the reader, which could not run either, brings the newest frame.
      await presented();
    }
  }
}

/** https://w3c.github.io/mediacapture-transform/ : in workers in Safari 18+ only. */
type TrackProcessorConstructor = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => {
  readonly readable: ReadableStream<VideoFrame>;
};

function trackStream(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  const Processor = (self as { MediaStreamTrackProcessor?: TrackProcessorConstructor }).MediaStreamTrackProcessor;
  if (!Processor) throw new FaultError('source-ended', 'this worker cannot read camera tracks', { recoverable: true });
  return new Processor({ track, maxBufferSize: 1 }).readable;
}

/** A hidden tab renders nothing: then the loop goes on after this time, milliseconds. */
const NO_RENDERING_MS = 40;

/** Resolves once what was drawn has been handed to the compositor. */
export function presented(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_RENDERING_MS);
    self.requestAnimationFrame(() => {
      clearTimeout(timer);
      // The picture is handed over after this callback; a message is the first task after that.
      afterRendering(resolve);
    });
  });
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = (): void => waiting.shift()?.();

function afterRendering(then: () => void): void {
  waiting.push(then);
  channel.port2.postMessage(null);
}
