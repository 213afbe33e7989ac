/** A photo or a video the user opened or dropped, made ready to be looked at. Failures are values with a kind. */
import type { Size } from '../../models/contract';
import { HEADER_BYTES, readImageHeader } from './image-header';

export type FileFaultKind =
  'not-media' | 'photo-unreadable' | 'photo-heic' | 'photo-too-large' | 'photo-empty' | 'video-unreadable';

export interface FileFault {
  readonly kind: FileFaultKind;
  /** For the details line. */
  readonly message: string;
  readonly fileName: string;
  /** As the header says, where it was read. */
  readonly size?: Size;
}

export type Result<T, F> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: F };

/** The canvas is never larger, so a larger picture shows nothing more. */
export const STILL_LONG_SIDE_PX = 1920;
/** 64 megapixels decode to 256 MB: about what a phone's page can take for a moment. */
export const STILL_MAX_PIXELS = 64e6;

export type FileType = 'photo' | 'video' | 'other';

/** The type the system names, else the extension (HEIC often comes without a type). */
export function fileTypeOf(file: { readonly type: string; readonly name: string }): FileType {
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') return 'photo';
  if (file.type.startsWith('video/')) return 'video';
  if (/\.(jpe?g|png|webp|gif|avif|heic|heif|bmp)$/i.test(file.name)) return 'photo';
  return /\.(mp4|webm|mov|m4v|mkv|ogv)$/i.test(file.name) ? 'video' : 'other';
}

/** The upright picture, at most {@link STILL_LONG_SIDE_PX} long. The caller owns the bitmap. */
export async function readPhoto(file: File): Promise<Result<ImageBitmap, FileFault>> {
  const fileName = file.name;
  if (file.size === 0)
    return { ok: false, fault: { kind: 'photo-empty', message: 'The file has no bytes.', fileName } };
  try {
    const header = readImageHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
    const { size } = header;
    if (size && size.width * size.height > STILL_MAX_PIXELS) {
      return {
        ok: false,
        fault: { kind: 'photo-too-large', message: `${size.width} × ${size.height} pixels`, fileName, size },
      };
    }
    return await decode(file, header.kind === 'heic' ? 'photo-heic' : 'photo-unreadable');
  } catch (error) {
    return { ok: false, fault: { kind: 'photo-unreadable', message: String(error), fileName } };
  }
}

async function decode(file: File, kindOnFailure: FileFaultKind): Promise<Result<ImageBitmap, FileFault>> {
  try {
    // EXIF orientation is applied here; resizing comes after, so width and height mean the upright picture's.
    const full = await createImageBitmap(file, { imageOrientation: 'from-image' });
    return { ok: true, value: await shrink(full) };
  } catch (error) {
    return { ok: false, fault: { kind: kindOnFailure, message: String(error), fileName: file.name } };
  }
}

async function shrink(full: ImageBitmap): Promise<ImageBitmap> {
  const scale = STILL_LONG_SIDE_PX / Math.max(full.width, full.height);
  if (scale >= 1) return full;
  try {
    return await createImageBitmap(full, {
      resizeWidth: Math.max(1, Math.round(full.width * scale)),
      resizeHeight: Math.max(1, Math.round(full.height * scale)),
      resizeQuality: 'high',
    });
  } finally {
    full.close();
  }
}
