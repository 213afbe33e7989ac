/**
 * The size and kind of a picture from its first bytes, before anything is decoded: a 20,000-pixel picture can take
 * gigabytes to decode and end the page. Formats: PNG (W3C PNG §11.2.1), JPEG (ITU T.81 B.2.2), GIF89a, WebP (RFC 9649),
 * ISO base media brands for HEIC and AVIF (ISO/IEC 23008-12).
 */
import type { Size } from '../../models/contract';

export type ImageKind = 'png' | 'jpeg' | 'gif' | 'webp' | 'heic' | 'avif' | 'unknown';

export interface ImageHeader {
  readonly kind: ImageKind;
  /** Undefined where the header was not found; the decoder has the last word then. */
  readonly size: Size | undefined;
}

/** Camera JPEGs carry up to some hundred kilobytes of metadata before the size. */
export const HEADER_BYTES = 512 * 1024;

export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number, length = 4): string => String.fromCharCode(...bytes.subarray(at, at + length));
  if (bytes.length < 16) return { kind: 'unknown', size: undefined };
  if (view.getUint32(0) === 0x89504e47) {
    const complete = bytes.length >= 24 && tag(12) === 'IHDR';
    return { kind: 'png', size: complete ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined };
  }
  if (tag(0, 3) === 'GIF')
    return { kind: 'gif', size: { width: view.getUint16(6, true), height: view.getUint16(8, true) } };
  if (view.getUint16(0) === 0xffd8) return { kind: 'jpeg', size: jpegSize(view) };
  if (tag(0) === 'RIFF' && tag(8) === 'WEBP') return { kind: 'webp', size: webpSize(view, tag(12)) };
  if (tag(4) === 'ftyp') return { kind: kindOfBrand(tag(8)), size: undefined };
  return { kind: 'unknown', size: undefined };
}

function kindOfBrand(brand: string): ImageKind {
  if (/^(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(brand)) return 'heic';
  return /^(avif|avis)$/.test(brand) ? 'avif' : 'unknown';
}

/** Walks the segments to the first frame header (SOF0..SOF15 without DHT, JPG and DAC). */
function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(view: DataView, chunk: string): Size | undefined {
  if (view.byteLength < 30) return undefined;
  if (chunk === 'VP8X') return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return undefined;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
