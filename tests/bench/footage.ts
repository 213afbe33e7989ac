/** Camera footage for the fake camera: real clips where they are at hand, else the project's own demo clip. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Footage {
  /** Motion JPEG file for `--use-file-for-fake-video-capture`; undefined: Chromium's moving test pattern. */
  readonly file: string | undefined;
  readonly name: string;
}

const REAL_CLIP = 'one-by-one-person-detection.mp4';
const OWN_CLIP = 'public/demo/demo.mp4';
const SECONDS = 12;

/** @param size what the camera gives, pixels; the clip is scaled and cropped to it. */
export function cameraFootage(size: { width: number; height: number }): Footage {
  const media = resolve(process.env['SIGHTLINE_MEDIA'] ?? '../shared/media');
  const clip = [join(media, REAL_CLIP), resolve(OWN_CLIP)].find((path) => existsSync(path));
  if (!clip) return { file: undefined, name: "Chromium's test pattern (no clip found)" };
  const file = join(mkdtempSync(join(tmpdir(), 'sightline-bench-')), `${size.width}x${size.height}.mjpeg`);
  const { width, height } = size;
  const fill = `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`;
  const start = clip.endsWith(REAL_CLIP) ? ['-ss', '8'] : [];
  try {
    const input = ['-v', 'error', '-y', ...start, '-t', String(SECONDS), '-i', clip];
    execFileSync('ffmpeg', [
      ...input,
      '-vf',
      `${fill},fps=30`,
      '-pix_fmt',
      'yuvj420p',
      '-c:v',
      'mjpeg',
      '-q:v',
      '3',
      file,
    ]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { file: undefined, name: `Chromium's test pattern (ffmpeg: ${reason})` };
  }
  return { file, name: clip.split('/').at(-1) ?? clip };
}
