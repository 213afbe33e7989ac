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
      // WASM ran on this thread, so the reader could not: let it bring the newest frame before one is taken.
      await nextTask();
    }
  }
}

/** https://w3c.github.io/mediacapture-transform/ : in workers in Safari 18+ only. */
type TrackProcessorConstructor = new (init: { track: MediaStreamTrack; maxBufferSize: number }) => { readonly readable: ReadableStream<VideoFrame> };

function trackStream(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  const Processor = (self as { MediaStreamTrackProcessor?: TrackProcessorConstructor }).MediaStreamTrackProcessor;
  if (!Processor) throw new FaultError('source-ended', 'this worker cannot read camera tracks', { recoverable: true });
  return new Processor({ track, maxBufferSize: 1 }).readable;
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = (): void => waiting.shift()?.();

/** Resolves after the messages already on their way to this worker; unlike a timer it is not slowed down in hidden tabs. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
