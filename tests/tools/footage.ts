/** Footage for the fake camera: real pictures where SIGHTLINE_MEDIA has them, else the project's own demo clip. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MADE = join(ROOT, 'test-results', 'footage');
const DEMO = join(ROOT, 'public', 'demo');

/** The folder of real pictures and clips, or undefined where there is none. */
export function mediaFolder(): string | undefined {
  const folder = resolve(ROOT, process.env['SIGHTLINE_MEDIA'] ?? '../shared/media');
  return existsSync(folder) ? folder : undefined;
}

/** A file of the media folder; undefined where it is not there. */
export function mediaFile(name: string): string | undefined {
  const folder = mediaFolder();
  const path = folder && join(folder, name);
  return path && existsSync(path) ? path : undefined;
}

export function demoClip(): string | undefined {
  return ['demo.mp4', 'demo.webm'].map((name) => join(DEMO, name)).find((path) => existsSync(path));
}

/** Some seconds of the demo clip, made with it for the fake camera: needs no ffmpeg. */
export function demoCameraClip(): string | undefined {
  const clip = join(ROOT, 'tests', 'fixtures', 'camera.mjpeg');
  return existsSync(clip) ? clip : undefined;
}

/** The machine's ffmpeg; `.ci/run` installs one. */
export function hasFfmpeg(): boolean {
  return spawnSync('ffmpeg', ['-version']).status === 0;
}

/**
 * Chromium's fake camera plays .mjpeg in a loop.
 * @param filter of ffmpeg, e.g. `scale=640:480`
 * @returns absolute path of the clip, made once per name and run.
 * @throws Error with ffmpeg's last lines where it fails.
 */
export function cameraClip(name: string, source: string, filter: string, input: readonly string[] = []): string {
  const clip = join(MADE, `${name}.mjpeg`);
  if (existsSync(clip)) return clip;
  mkdirSync(MADE, { recursive: true });
  const args = [
    ...input,
    '-i',
    source,
    '-vf',
    filter,
    '-pix_fmt',
    'yuvj420p',
    '-c:v',
    'mjpeg',
    '-q:v',
    '3',
    '-y',
    clip,
  ];
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg could not make ${name}: ${stderr.slice(-500)}`);
  return clip;
}
