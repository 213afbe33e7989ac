/** Takes frames one at a time, newest first, and has each processed. Owns the source; knows nothing of networks. */
import { readFrames, type FrameReader } from './frame-reader';
import { FrameSlot } from './frame-slot';
import type { FrameImage } from './frame-view';
import { FaultError } from './fault';
import type { FramePace } from './pace/frame-pace';
import type { FrameMessage, SourceMessage } from './protocol';

export interface FrameLoopHost {
  /**
   * Takes ownership of the image. Must not reject.
   * @param dropped frames of this source that were replaced by newer ones here
   */
  readonly process: (image: FrameImage, dropped: number) => Promise<void>;
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
  /** The slot's count when this source began. */
  #droppedBefore = 0;
  /** The frames' own clock, milliseconds. */
  #lastStampMs: number | undefined;
  readonly #pace: Pick<FramePace, 'arrived'>;

  /** @param pace is told of every frame that comes */
  constructor(host: FrameLoopHost, pace: Pick<FramePace, 'arrived'>) {
    this.#host = host;
    this.#pace = pace;
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
      (frame) => this.#read(frame),
      (error) => this.#host.onEnded(error instanceof Error ? error.message : 'the camera stream ended'),
    );
  }

  /** A frame that waits is of the former source and goes with it; one in work is finished, and its credit returned. */
  async detach(): Promise<void> {
    this.#turn++;
    this.#posted = false;
    this.#slot.drop();
    this.#droppedBefore = this.#slot.dropped;
    this.#lastStampMs = undefined;
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.cancel();
  }

  /** A frame the page sent. Takes ownership. */
  post({ frame, gapMs, skipped }: FrameMessage): void {
    if (!this.#posted) {
      this.#arrival(frame, true).close();
      return;
    }
    this.#pace.arrived(gapMs, skipped);
    this.#offer(frame, true);
  }

  /** While paused, frames are closed unseen and the picture stays. */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  async dispose(): Promise<void> {
    await this.detach();
    this.#slot.close();
  }

  #read(frame: VideoFrame): void {
    const stampMs = frame.timestamp / 1000;
    this.#pace.arrived(this.#lastStampMs === undefined ? undefined : stampMs - this.#lastStampMs);
    this.#lastStampMs = stampMs;
    this.#offer(frame, false);
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
      await this.#host.process(arrival.image, this.#slot.dropped - this.#droppedBefore);
      arrival.credit();
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
