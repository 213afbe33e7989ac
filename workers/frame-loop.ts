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

/** A frame with the credit it holds, if the page posted it: closing it gives both back. */
interface Arrival {
  readonly image: FrameImage;
  readonly credit: () => void;
  close(): void;
}

export class FrameLoop {
  readonly #host: FrameLoopHost;
  readonly #slot = new FrameSlot<Arrival>();
  #reader: FrameReader | undefined;
  /** Counts changes of source: an attach that was overtaken lets go of what it brought. */
  #turn = 0;
  #posted = false;
  #paused = false;

  constructor(host: FrameLoopHost) {
    this.#host = host;
    void this.#run();
  }

  /** Replaces the source. @throws FaultError `source-ended` where this worker cannot read it. */
  async attach(source: SourceMessage): Promise<void> {
    const detached = this.detach();
    const turn = this.#turn;
    await detached;
    if (turn !== this.#turn) return discard(source);
    if (source.kind === 'posted') {
      this.#posted = true;
      return;
    }
    const stream = source.kind === 'readable' ? source.readable : trackStream(source.track);
    this.#reader = readFrames(
      stream,
      (frame) => this.#offer(frame, false),
      (error) => this.#host.onEnded(error instanceof Error ? error.message : 'the camera stream ended'),
    );
  }

  /** A frame that waits is of the former source and goes with it; one in work is finished, and its credit returned. */
  async detach(): Promise<void> {
    this.#turn++;
    this.#posted = false;
    this.#slot.drop();
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.cancel();
  }

  /** A frame the page sent. Takes ownership. */
  post(image: FrameImage): void {
    if (this.#posted) this.#offer(image, true);
    else this.#arrival(image, true).close();
  }

  /** While paused, frames are closed unseen and the picture stays. */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  async dispose(): Promise<void> {
    await this.detach();
    this.#slot.close();
  }

  #offer(image: FrameImage, posted: boolean): void {
    const arrival = this.#arrival(image, posted);
    if (this.#paused) arrival.close();
    else this.#slot.offer(arrival);
  }

  #arrival(image: FrameImage, posted: boolean): Arrival {
    const credit = posted ? this.#host.onCredit : (): void => undefined;
    return {
      image,
      credit,
      close: (): void => {
        image.close();
        credit();
      },
    };
  }

  async #run(): Promise<void> {
    for (;;) {
      const arrival = await this.#slot.take();
      if (!arrival) return;
      await this.#host.process(arrival.image);
      arrival.credit();
      // The canvas is presented by this thread's next rendering step; a WASM run started before it would hold the picture back
      // for its whole length. Meanwhile the reader, which could not run either, brings the newest frame.
      await presented();
    }
  }
}

/** A source that nobody will read must not hold its camera. */
async function discard(source: SourceMessage): Promise<void> {
  if (source.kind === 'track') source.track.stop();
  // A stream that already broke rejects; it is gone either way.
  if (source.kind === 'readable') await source.readable.cancel().catch(() => undefined);
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
