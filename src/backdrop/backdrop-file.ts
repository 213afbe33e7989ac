/** The user's own background: a picture or a video file, checked and made ready. Failures are values with a kind. */
import type { Size } from '../../models/contract';
import { fileTypeOf, readPhoto, type FileFault, type FileType, type Result } from '../camera/opened-file';
import { playClip, type Clip } from '../camera/clip-player';

export type BackdropKind = 'picture' | 'video';

export type BackdropFaultKind =
  | 'not-a-picture' // something else was chosen where a picture is wanted
  | 'not-a-video'
  | 'too-many-bytes'
  | FileFault['kind'];

export interface BackdropFault {
  readonly kind: BackdropFaultKind;
  /** For the details line. */
  readonly message: string;
  readonly fileName: string;
  readonly size?: Size;
  readonly bytes?: number;
}

/** Larger files are no backgrounds but mistakes; reading one would take the phone's memory or a minute. */
export const MAX_BYTES: Readonly<Record<BackdropKind, number>> = { picture: 60e6, video: 300e6 };

/** A video is kept between visits up to this size, bytes: what is larger would crowd out the models. */
export const KEPT_VIDEO_BYTES = 20e6;

/** JPEG quality of the copy that is kept. */
const KEPT_QUALITY = 0.9;

const TYPE_OF: Readonly<Record<BackdropKind, FileType>> = { picture: 'photo', video: 'video' };

/** What is wrong with the file before anything of it is read; undefined where nothing is. */
export function refusal(file: File, kind: BackdropKind): BackdropFault | undefined {
  const { name: fileName, size: bytes } = file;
  if (fileTypeOf(file) !== TYPE_OF[kind]) {
    const message = file.type || 'unknown type';
    return { kind: kind === 'picture' ? 'not-a-picture' : 'not-a-video', message, fileName };
  }
  if (bytes > MAX_BYTES[kind]) return { kind: 'too-many-bytes', message: `${bytes} bytes`, fileName, bytes };
  return undefined;
}

/** The upright picture, at most 1920 pixels long, and a copy to keep. The caller owns the bitmap. */
export async function readBackdropPicture(
  file: File,
): Promise<Result<{ readonly bitmap: ImageBitmap; readonly copy: Blob }, BackdropFault>> {
  const fault = refusal(file, 'picture');
  if (fault) return { ok: false, fault };
  const read = await readPhoto(file);
  if (!read.ok) return read;
  const bitmap = read.value;
  return { ok: true, value: { bitmap, copy: await copyOf(bitmap) } };
}

/** A playing element of the video; the caller closes it. */
export async function readBackdropVideo(file: File): Promise<Result<Clip, BackdropFault>> {
  const fault = refusal(file, 'video');
  if (fault) return { ok: false, fault };
  const url = URL.createObjectURL(file);
  const result = await playClip([url], file.name);
  if (!result.ok) {
    URL.revokeObjectURL(url);
    return result;
  }
  const { video, close } = result.value;
  return {
    ok: true,
    value: {
      video,
      close: (): void => {
        close();
        URL.revokeObjectURL(url);
      },
    },
  };
}

/** Small, and without what a camera writes into its files (place, time, serial number). */
async function copyOf(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be copied.'))),
      'image/jpeg',
      KEPT_QUALITY,
    );
  });
}
