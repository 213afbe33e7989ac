/** Stills with exact labels, and person masks, for tests: tests/fixtures/demo. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { FIXTURES, ffmpeg } from './encode.ts';
import type { LabelledBox } from './id-pass.ts';
import { bytesOf, openTheatre } from './theatre.ts';
import { FPS, FRAMES, ROOM_S, shotAt, timeOf } from './timeline.ts';

/** Masks that are published with the clip. */
const LAB_MASKS = fileURLToPath(new URL('../../../public/demo/masks/', import.meta.url));

/** Every this many frames of the clip are labelled. */
export const LABEL_EVERY = 10;
const at = (seconds: number): number => Math.round(seconds * FPS);
/** Frames kept as stills, and those of them that get a person mask. */
const STILLS = [0, 1.5, 3, 4.5, 6].map(at).map((f) => f - (f % LABEL_EVERY));
const PORTRAITS = [0.5, 1.5, 2.4].map((s) => at(ROOM_S + s)).map((f) => f - (f % LABEL_EVERY));

export interface LabelledFrame {
  readonly frame: number;
  readonly shot: string;
  /** File in tests/fixtures/demo, where this frame is kept as a still. */
  readonly still?: string;
  readonly mask?: string;
  readonly objects: readonly LabelledBox[];
}

export interface DemoLabels {
  readonly fps: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly labelled: readonly LabelledFrame[];
}

/** Writes labels.json, stills and masks from drawn frames in `folder`. */
export async function publish(folder: string): Promise<void> {
  const out = join(FIXTURES, 'demo');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const labelled: LabelledFrame[] = [];
  let size = { width: 0, height: 0 };
  for (const shot of ['room', 'portrait'] as const) {
    const theatre = await openTheatre(`shot=${shot}`);
    size = await theatre.page.evaluate(() => ({
      width: document.querySelector('canvas')?.width ?? 0,
      height: document.querySelector('canvas')?.height ?? 0,
    }));
    for (let frame = 0; frame < FRAMES; frame += LABEL_EVERY) {
      if (shotAt(timeOf(frame)) !== shot) continue;
      const objects = await theatre.page.evaluate((f) => window.demoClip?.boxes(f) ?? [], frame);
      const name = String(frame).padStart(4, '0');
      let files: { still?: string; mask?: string } = {};
      if (STILLS.includes(frame) || PORTRAITS.includes(frame)) {
        files = { still: `${name}.jpg` };
        ffmpeg(['-i', join(folder, `${name}.png`), '-q:v', '3', join(out, `${name}.jpg`)]);
      }
      if (PORTRAITS.includes(frame)) {
        const mask = await theatre.page.evaluate((f) => window.demoClip?.mask(f) ?? '', frame);
        files = { ...files, mask: `${name}-person.png` };
        writeFileSync(join(folder, 'mask.part'), bytesOf(mask));
        ffmpeg([
          '-f',
          'png_pipe',
          '-i',
          join(folder, 'mask.part'),
          '-pix_fmt',
          'gray',
          join(out, `${name}-person.png`),
        ]);
        // The lab page shows scores on these frames.
        mkdirSync(LAB_MASKS, { recursive: true });
        copyFileSync(join(out, `${name}-person.png`), join(LAB_MASKS, `${name}.png`));
      }
      labelled.push({ frame, shot, ...files, objects });
    }
    await theatre.close();
  }
  const labels: DemoLabels = { fps: FPS, frames: FRAMES, ...size, labelled };
  const style = (await resolveConfig(fileURLToPath(import.meta.url))) ?? {};
  writeFileSync(join(out, 'labels.json'), await format(JSON.stringify(labels), { ...style, parser: 'json' }));
}
