/**
 * `npm run demo-clip`: draws the clip frame by frame, encodes it, and writes stills, labels and masks.
 *   --samples N   draws per frame (default 8)      --from A --to B   only these frames (no encoding)
 *   --every N     only every N-th frame; with N = 10 enough for the stills and labels, and nothing is encoded
 *   --frames DIR  where the drawn frames are kept (default: a folder in the system's temporary files);
 *                 frames already there are kept, so an interrupted run goes on where it stopped; --fresh starts over.
 * Needs Chromium and, to encode, ffmpeg with libx264 and libvpx-vp9.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from './encode.ts';
import { publish } from './publish.ts';
import { bytesOf, openTheatre } from './theatre.ts';
import { FRAMES, FPS, shotAt, timeOf, twinOf } from './timeline.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '8' },
    from: { type: 'string', default: '0' },
    to: { type: 'string', default: String(FRAMES) },
    frames: { type: 'string', default: join(tmpdir(), 'sightline-demo-clip') },
    every: { type: 'string', default: '1' },
    fresh: { type: 'boolean', default: false },
  },
});

export const frameFile = (folder: string, frame: number): string =>
  join(folder, `${String(frame).padStart(4, '0')}.png`);

async function drawFrames(folder: string, from: number, to: number, samples: number, every: number): Promise<void> {
  for (const shot of ['room', 'portrait'] as const) {
    const wanted = [...Array(to - from).keys()]
      .map((k) => from + k)
      .filter(
        (frame) =>
          frame % every === 0 &&
          shotAt(timeOf(frame)) === shot &&
          twinOf(frame) === frame &&
          !existsSync(frameFile(folder, frame)),
      );
    if (wanted.length === 0) continue;
    const theatre = await openTheatre(`shot=${shot}`);
    for (const frame of wanted) {
      if (existsSync(frameFile(folder, frame))) continue;
      const url = await theatre.page.evaluate(([f, n]) => window.demoClip?.draw(f, n, 'image/png', 1) ?? '', [
        frame,
        samples,
      ] as const);
      // Written whole or not at all, so that a stopped run leaves no half frame behind.
      writeFileSync(`${frameFile(folder, frame)}.part`, bytesOf(url));
      renameSync(`${frameFile(folder, frame)}.part`, frameFile(folder, frame));
      if (frame % 10 === 0) console.log(`${shot} frame ${frame} of ${FRAMES}`);
    }
    await theatre.close();
  }
  for (let frame = from; frame < to; frame++) {
    const twin = frameFile(folder, twinOf(frame));
    if (twinOf(frame) !== frame && existsSync(twin)) copyFileSync(twin, frameFile(folder, frame));
  }
}

const from = Number(values.from);
const to = Math.min(FRAMES, Number(values.to));
const samples = Number(values.samples);
const every = Number(values.every);
if (!(from >= 0 && to > from && samples >= 1 && every >= 1)) {
  console.error(
    'demo-clip: --from, --to, --samples and --every must be whole numbers with from < to. See the head of render.ts.',
  );
  process.exit(2);
}
if (values.fresh) rmSync(values.frames, { recursive: true, force: true });
mkdirSync(values.frames, { recursive: true });
await drawFrames(values.frames, from, to, samples, every);
if (from === 0 && to === FRAMES) {
  if (every === 1) encode(values.frames, FPS);
  await publish(values.frames);
}
