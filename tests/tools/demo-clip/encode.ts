/** Frames → the files the app and the tests play. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const DEMO_FOLDER = join(ROOT, 'public/demo');
export const FIXTURES = join(ROOT, 'tests/fixtures');

/** Byte ceilings: the clip is downloaded by everyone who tries the app without a camera. */
const BUDGET: Readonly<Record<string, number>> = { 'demo.webm': 1.2e6, 'demo.mp4': 1.5e6, 'poster.jpg': 120e3 };

export function ffmpeg(args: readonly string[]): void {
  try {
    execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], { stdio: 'inherit' });
  } catch (error) {
    throw new Error('demo-clip: ffmpeg failed or is missing; install it (apt-get install ffmpeg) and run again.', {
      cause: error,
    });
  }
}

export function encode(frames: string, fps: number): void {
  mkdirSync(DEMO_FOLDER, { recursive: true });
  const input = ['-framerate', String(fps), '-i', join(frames, '%04d.png')];
  const colour = [
    '-vf',
    'scale=out_color_matrix=bt709:out_range=tv',
    '-pix_fmt',
    'yuv420p',
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
  ];
  ffmpeg([
    ...input,
    ...colour,
    '-c:v',
    'libx264',
    '-preset',
    'veryslow',
    '-crf',
    '21',
    '-movflags',
    '+faststart',
    '-an',
    join(DEMO_FOLDER, 'demo.mp4'),
  ]);
  ffmpeg([
    ...input,
    ...colour,
    '-c:v',
    'libvpx-vp9',
    '-crf',
    '33',
    '-b:v',
    '0',
    '-row-mt',
    '1',
    '-cpu-used',
    '2',
    '-an',
    join(DEMO_FOLDER, 'demo.webm'),
  ]);
  const poster = String(Math.round(fps * 5.6)).padStart(4, '0');
  ffmpeg(['-i', join(frames, `${poster}.png`), '-q:v', '4', join(DEMO_FOLDER, 'poster.jpg')]);
  // 2.5 s around the person's arrival, 4:3, for a browser's fake camera; committed so that e2e needs no ffmpeg.
  ffmpeg([
    '-ss',
    '3.6',
    '-t',
    '2.6',
    '-i',
    join(DEMO_FOLDER, 'demo.mp4'),
    '-vf',
    'crop=ih*4/3:ih,scale=640:480',
    '-c:v',
    'mjpeg',
    '-q:v',
    '7',
    '-an',
    join(FIXTURES, 'camera.mjpeg'),
  ]);
  for (const [name, most] of Object.entries(BUDGET)) {
    const { size } = statSync(join(DEMO_FOLDER, name));
    console.log(`${name}: ${(size / 1024).toFixed(0)} KiB`);
    if (size > most)
      throw new Error(`demo-clip: ${name} is ${size} bytes, over its ${most}; raise its crf in encode.ts.`);
  }
}
