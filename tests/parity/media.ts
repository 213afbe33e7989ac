/** Real pictures and clips for tests: the folder named by SIGHTLINE_MEDIA; never part of the project. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PUBLIC_MODELS_DIR } from '../../models/tools/files';
import { readPicture, type Picture } from '../../models/tools/picture';

const folder = resolve(process.env.SIGHTLINE_MEDIA ?? join(import.meta.dirname, '../../../shared/media'));

export const hasMedia = existsSync(join(folder, 'astronaut.png'));
export const hasFfmpeg = runs('ffmpeg');

function runs(program: string): boolean {
  try {
    execFileSync(program, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function picture(name: string): Promise<Picture> {
  return readPicture(join(folder, name));
}

/** One frame of a clip, by time. */
export async function frameOf(
  clip: { name: string; width: number; height: number },
  seconds: number,
): Promise<Picture> {
  const { name, width, height } = clip;
  const args = [
    '-v',
    'error',
    '-ss',
    String(seconds),
    '-i',
    join(folder, name),
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-',
  ];
  const { stdout } = await promisify(execFile)('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 26 });
  if (stdout.length !== width * height * 4)
    throw new Error(`${name} at ${seconds} s: ${stdout.length} bytes for ${width}×${height}`);
  return { pixels: new Uint8Array(stdout), width, height };
}

export const CLIPS = {
  people: { name: 'one-by-one-person-detection.mp4', width: 768, height: 432 },
  cars: { name: 'car-detection.mp4', width: 768, height: 432 },
  bottles: { name: 'bottle-detection.mp4', width: 640, height: 360 },
} as const;

const REFERENCE_MODELS = resolve(
  process.env['SIGHTLINE_MODELS'] ?? join(import.meta.dirname, '../../../shared/reference-models'),
);

/** A downloadable model: where `npm run models` put it, else in the folder SIGHTLINE_MODELS; undefined where it is in neither. */
export function fetchedWeights(file: string): string | undefined {
  return [join(PUBLIC_MODELS_DIR, file), join(REFERENCE_MODELS, file)].find((path) => existsSync(path));
}
