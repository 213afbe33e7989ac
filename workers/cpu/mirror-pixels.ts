/** Pictures with left and right changed. */
import type { Size } from '../../models/contract';
import { workbench, type Workbench } from './kernels/workbench';

const layoutFor = ({ width, height }: Size) => ({ pixels: ['bytes', width * height * 4] }) as const;

/** In memory that is used again for the next picture of the size. */
export class MirrorPixels {
  #size: Size = { width: 0, height: 0 };
  #bench: Workbench<ReturnType<typeof layoutFor>> | undefined;

  /** @returns a copy, valid until the next call. */
  mirrored({ data, width, height }: ImageData): ImageData {
    if (!this.#bench || this.#size.width !== width || this.#size.height !== height) {
      this.#size = { width, height };
      this.#bench = workbench(layoutFor(this.#size));
    }
    const { kernels, pixels } = this.#bench;
    pixels.set(data);
    for (let y = 0; y < height; y++) kernels.flipRow(pixels.byteOffset + y * width * 4, width);
    return new ImageData(pixels, width, height);
  }
}
