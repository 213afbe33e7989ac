/**
 * `npm run demo-clip:check -- --models DIR [--frames DIR]`: do off-the-shelf detectors find what is in the clip?
 * Compares two public COCO detectors with the exact labels, on every labelled frame of public/demo/demo.mp4
 * (or of drawn frames), and prints per class how often each finds it at score ≥ 0.4 and IoU ≥ 0.5.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { iou, reference, type Found } from './reference-detectors.ts';
import type { DemoLabels, LabelledFrame } from './publish.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { values } = parseArgs({
  options: {
    models: { type: 'string', default: join(ROOT, '../shared/reference-models') },
    clip: { type: 'string', default: join(ROOT, 'public/demo/demo.mp4') },
    frames: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

/** A thing counts as in sight when this much of it shows, over this many pixels. */
const SEEN = 0.35;
const SEEN_PX = 500;
const SCORE = 0.4;
const IOU = 0.5;

const labels = JSON.parse(readFileSync(join(ROOT, 'tests/fixtures/demo/labels.json'), 'utf8')) as DemoLabels;

function pixels({ frame }: LabelledFrame): Uint8Array {
  const size = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  const source = values.frames
    ? ['-i', join(values.frames, `${String(frame).padStart(4, '0')}.png`)]
    : ['-ss', String((frame + 0.25) / labels.fps), '-i', values.clip];
  return execFileSync('ffmpeg', ['-v', 'error', ...source, '-frames:v', '1', ...size], { maxBuffer: 1 << 26 });
}

const models = await reference(values.models);
const tally = new Map<string, { seen: number; found: number[]; scores: number[] }>();
for (const labelled of labels.labelled) {
  const image = { data: pixels(labelled), width: labels.width, height: labels.height };
  const found: Found[][] = [];
  for (const model of models) found.push(await model.detect(image));
  for (const label of new Set(labelled.objects.map((o) => o.label))) {
    const present = labelled.objects.filter((o) => o.label === label && o.visible >= SEEN && o.area >= SEEN_PX);
    if (present.length === 0) continue;
    const row = tally.get(label) ?? { seen: 0, found: models.map(() => 0), scores: models.map(() => 0) };
    tally.set(label, row);
    row.seen++;
    found.forEach((list, m) => {
      const hits = list.filter((f) => f.label === label && present.some((o) => iou(f.box, o.box) >= IOU));
      const best = Math.max(0, ...hits.map((f) => f.score));
      row.scores[m] = (row.scores[m] ?? 0) + best;
      if (best >= SCORE) row.found[m] = (row.found[m] ?? 0) + 1;
    });
  }
  if (values.verbose) {
    found.forEach((list, m) => {
      const told = list.filter((f) => f.score >= 0.25).map((f) => `${f.label} ${f.score.toFixed(2)}`);
      console.log(`frame ${labelled.frame} ${models[m]?.name}: ${told.join(', ')}`);
    });
  }
}
console.log(`\nFrames where found (score ≥ ${SCORE}, IoU ≥ ${IOU}) of frames where in sight; mean best score`);
console.log(`| class | in sight | ${models.map((m) => m.name).join(' | ')} |`);
console.log(`|---|---|${models.map(() => '---').join('|')}|`);
for (const [label, row] of [...tally].sort((a, b) => (b[1].found[0] ?? 0) - (a[1].found[0] ?? 0))) {
  const cells = row.found.map(
    (n, m) => `${Math.round((100 * n) / row.seen)} % (${((row.scores[m] ?? 0) / row.seen).toFixed(2)})`,
  );
  console.log(`| ${label} | ${row.seen} | ${cells.join(' | ')} |`);
}
