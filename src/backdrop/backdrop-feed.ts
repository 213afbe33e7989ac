/**
 * Brings the user's own background to the worker: a picture once, a video picture by picture at its own rate, with one on the
 * way and the newest waiting.
 */
import type { FrameSource } from '../camera/frame-source';
import { createVideoFrameSource } from '../camera/video-frame-source';
import { FrameCredits, type Frame } from '../vision/frame-credits';

/** A background covers the frame, and no frame is shown larger: more pixels would only cost time. */
export const BACKDROP_LONG_SIDE_PX = 1920;

/** The worker's side: takes ownership of the image and settles when the next may come. Undefined takes the background away. */
export type BackdropSink = (image: Frame | undefined) => Promise<void>;

export class BackdropFeed {
  readonly #sink: BackdropSink;
  #source: FrameSource | undefined;
  #credits: FrameCredits | undefined;

  constructor(sink: BackdropSink) {
    this.#sink = sink;
  }

  /** Takes ownership of the bitmap. */
  async showPicture(bitmap: ImageBitmap): Promise<void> {
    this.#stopVideo();
    await this.#sink(bitmap);
  }

  /** The element plays on for its owner; only its pictures are read. */
  showVideo(video: HTMLVideoElement): void {
    this.#stopVideo();
    const credits = new FrameCredits((image) => {
      // A failure is the worker's, which restarts or says so itself; the next picture is tried.
      void this.#send(image).then(
        () => credits.done(),
        () => credits.done(),
      );
    });
    this.#credits = credits;
    const kind = typeof VideoFrame === 'function' ? 'video-frame' : 'image-bitmap';
    this.#source = createVideoFrameSource(kind, { video }, (image) => credits.offer(image));
    this.#source.message();
  }

  /** Takes the background away. */
  async clear(): Promise<void> {
    this.#stopVideo();
    await this.#sink(undefined);
  }

  /** Stops sending; what was sent last stays. */
  stop(): void {
    this.#stopVideo();
  }

  async #send(image: Frame): Promise<void> {
    await this.#sink(await fitted(image));
  }

  #stopVideo(): void {
    this.#source?.stop();
    this.#source = undefined;
    this.#credits?.drop();
    this.#credits = undefined;
  }
}

/** Takes ownership of the image. @returns it, or a smaller copy */
async function fitted(image: Frame): Promise<Frame> {
  const { width, height } = 'displayWidth' in image ? sizeOf(image) : image;
  const scale = BACKDROP_LONG_SIDE_PX / Math.max(width, height);
  if (scale >= 1) return image;
  try {
    return await createImageBitmap(image, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      resizeQuality: 'medium',
    });
  } finally {
    image.close();
  }
}

function sizeOf({ displayWidth: width, displayHeight: height }: VideoFrame): { width: number; height: number } {
  return { width, height };
}
