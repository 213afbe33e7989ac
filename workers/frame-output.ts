/**
 * Sends what was drawn to the page, which makes a track of it. One frame is with the page, at most one waits, and a newer one
 * takes its place. Nothing but a finished picture ever goes out here: a frame that failed or was hidden goes out as it was drawn.
 */
import type { FrameImage } from './frame-view';

export type OutputFrame = VideoFrame | ImageBitmap;

export class FrameOutput {
  readonly #canvas: OffscreenCanvas;
  readonly #send: (frame: OutputFrame) => void;
  readonly #isBlank: () => boolean;
  #on = false;
  #inFlight = false;
  #waiting: OutputFrame | undefined;

  /**
   * @param send takes ownership of the frame
   * @param isBlank whether nothing can be drawn at the moment (the GPU was lost): then nothing goes out, and the last picture stays.
   */
  constructor(canvas: OffscreenCanvas, send: (frame: OutputFrame) => void, isBlank: () => boolean = () => false) {
    this.#canvas = canvas;
    this.#send = send;
    this.#isBlank = isBlank;
  }

  turn(on: boolean): void {
    this.#on = on;
    if (!on) this.#drop();
  }

  /**
   * To be called in the same task as the draw: a WebGPU canvas forgets its picture at the end of it.
   * @param source whose timestamp the picture gets
   */
  drawn(source: FrameImage): void {
    if (!this.#on || this.#isBlank()) return;
    const timestamp = 'timestamp' in source ? source.timestamp : Math.round(performance.now() * 1000);
    if (typeof VideoFrame === 'function') {
      this.#offer(new VideoFrame(this.#canvas, { timestamp }));
      return;
    }
    createImageBitmap(this.#canvas).then(
      (bitmap) => this.#offer(bitmap),
      // The next picture is tried again.
      () => undefined,
    );
  }

  /** The page has finished with the frame sent. */
  done(): void {
    this.#inFlight = false;
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next) this.#offer(next);
  }

  #offer(frame: OutputFrame): void {
    if (!this.#on) {
      frame.close();
    } else if (this.#inFlight) {
      this.#waiting?.close();
      this.#waiting = frame;
    } else {
      this.#inFlight = true;
      this.#send(frame);
    }
  }

  #drop(): void {
    this.#waiting?.close();
    this.#waiting = undefined;
  }
}
