/** The user's own picture or video behind the person: the newest image, owned here and closed when the next one comes. */

export type BackdropImage = ImageBitmap | VideoFrame;

export interface Backdrop {
  /** Open until the next image comes; a `draw` may read it, nobody but the slot closes it. */
  readonly image: BackdropImage;
  /** Another number for each image, so that a path prepares (uploads, scales) each one once. */
  readonly version: number;
}

export class BackdropSlot {
  #current: Backdrop | undefined;
  #version = 0;

  /** Undefined until the page has handed one over: then the background is black. */
  get current(): Backdrop | undefined {
    return this.#current;
  }

  /** Takes ownership of the image; undefined takes the background away. */
  take(image: BackdropImage | undefined): void {
    this.#current?.image.close();
    this.#version++;
    this.#current = image && { image, version: this.#version };
  }
}
