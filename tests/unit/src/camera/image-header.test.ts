import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../../../../src/camera/image-header';

/** Text as Latin-1, numbers as bytes, padded with zeros to 64 bytes. */
function bytes(...parts: (string | number)[]): Uint8Array {
  const flat = parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : [part]));
  return new Uint8Array([...flat, ...new Array<number>(Math.max(0, 64 - flat.length)).fill(0)]);
}
const big = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (value >>> (8 * (length - 1 - i))) & 255);
const little = (value: number, length: number): number[] => big(value, length).reverse();

describe('the header of a picture', () => {
  it('gives size and kind of a PNG', () => {
    const png = bytes(0x89, 'PNG\r\n\x1a\n', ...big(13, 4), 'IHDR', ...big(20_000, 4), ...big(15_000, 4));
    expect(readImageHeader(png)).toEqual({ kind: 'png', size: { width: 20_000, height: 15_000 } });
  });

  it('finds the frame of a JPEG behind metadata and tables', () => {
    const exif = [0xff, 0xe1, ...big(10, 2), ...new Array<number>(8).fill(7)];
    const table = [0xff, 0xc4, ...big(4, 2), 1, 2];
    const frame = [0xff, 0xff, 0xc2, ...big(17, 2), 8, ...big(3024, 2), ...big(4032, 2)];
    expect(readImageHeader(bytes(0xff, 0xd8, ...exif, ...table, ...frame))).toEqual({
      kind: 'jpeg',
      size: { width: 4032, height: 3024 },
    });
  });

  it('knows a JPEG that is cut before its frame, without a size', () => {
    expect(
      readImageHeader(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0x40, 0, ...new Array<number>(20).fill(1)])),
    ).toEqual({
      kind: 'jpeg',
      size: undefined,
    });
  });

  it('gives size and kind of a GIF', () => {
    expect(readImageHeader(bytes('GIF89a', ...little(320, 2), ...little(200, 2)))).toEqual({
      kind: 'gif',
      size: { width: 320, height: 200 },
    });
  });

  it('gives the size of all three kinds of WebP', () => {
    const riff = ['RIFF', ...little(50, 4), 'WEBP'];
    const extended = bytes(...riff, 'VP8X', ...little(10, 4), ...little(0, 4), ...little(16_382, 3), ...little(99, 3));
    expect(readImageHeader(extended).size).toEqual({ width: 16_383, height: 100 });
    const lossy = bytes(
      ...riff,
      'VP8 ',
      ...little(30, 4),
      0,
      0,
      0,
      0x9d,
      0x01,
      0x2a,
      ...little(640, 2),
      ...little(480, 2),
    );
    expect(readImageHeader(lossy).size).toEqual({ width: 640, height: 480 });
    const lossless = bytes(...riff, 'VP8L', ...little(30, 4), 0x2f, ...little((639 | (479 << 14)) >>> 0, 4));
    expect(readImageHeader(lossless).size).toEqual({ width: 640, height: 480 });
  });

  it('tells HEIC from AVIF and from video by the brand', () => {
    const box = (brand: string): Uint8Array => bytes(...big(24, 4), 'ftyp', brand);
    expect(['heic', 'mif1', 'avif', 'isom'].map((brand) => readImageHeader(box(brand)).kind)).toEqual([
      'heic',
      'heic',
      'avif',
      'unknown',
    ]);
  });

  it('says unknown of anything else, and of next to nothing', () => {
    expect(readImageHeader(bytes('hello world'))).toEqual({ kind: 'unknown', size: undefined });
    expect(readImageHeader(new Uint8Array(3))).toEqual({ kind: 'unknown', size: undefined });
  });
});
