/** Pictures from files, as a browser would decode them: upright (EXIF), sRGB, 8 bits. */
import sharp from 'sharp';
import type { Size } from '../contract';

export interface Picture extends Size {
  /** RGBA, row by row. */
  readonly pixels: Uint8Array;
}

/** @throws Error naming the file where it does not decode. */
export async function readPicture(path: string): Promise<Picture> {
  try {
    const { data, info } = await sharp(path, { failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    throw new Error(`${path}: does not decode (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}

/** One byte per pixel: the grey value, resized to `size` by nearest neighbour so that no new values appear. */
export async function readMask(path: string, size: Size): Promise<Uint8Array> {
  try {
    const data = await sharp(path)
      .resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' })
      .toColourspace('b-w')
      .extractChannel(0)
      .raw()
      .toBuffer();
    return new Uint8Array(data.buffer, data.byteOffset, data.length);
  } catch (error) {
    throw new Error(`${path}: mask does not decode (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}
