/**
 * `npm run bench:governor -- --out DIR`: the governor on devices that exist on paper, each beside itself without a governor.
 * Writes a picture and a JSON file per scenario, and prints what came of it.
 *
 * With `--real`, the built app in Chromium too, while busy loops take the processor's cores away for a while: what the app itself
 * says it gives up, and at what rate it shows pictures meanwhile.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureUnderLoad } from './governor-real';
import { AUTOMATIC, drive, type Trace } from './slow-device';
import { SCENARIOS } from './slow-scenarios';
import { traceSvg } from './trace-svg';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    real: { type: 'boolean', default: false },
    dist: { type: 'string', default: 'dist' },
    task: { type: 'string', default: 'detect' },
    engine: { type: 'string', default: 'wasm' },
    burners: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || !values.out) {
  console.log(
    'npm run bench:governor -- --out DIR [--real [--dist dist] [--task detect,portrait] [--engine wasm|webgpu] [--burners N]]\n' +
      'DIR gets an SVG picture and a JSON file per scenario. --real needs a build (npm run build) and a Chromium.',
  );
  process.exit(values.help ? 0 : 1);
}

const { out } = values;
mkdirSync(out, { recursive: true });
const SEED = 7;
const NOISE = 0.15;

for (const { name, title, subtitle, ...scenario } of SCENARIOS) {
  const { device, ladders, durationMs } = scenario;
  const trial = { ...scenario, noise: NOISE, seed: SEED };
  const governed = drive(trial);
  const left = drive({ ...trial, conditions: () => ({ ...AUTOMATIC, automatic: false }) });
  const figures = { governed: figuresOf(governed, device.intervalMs), without: figuresOf(left, device.intervalMs) };
  console.log(
    `${title}\n  with:    ${inWords(figures.governed)}, ${governed.changes.length} changes\n  without: ${inWords(figures.without)}`,
  );
  const { intervalMs } = device;
  writeFileSync(
    join(out, `${name}.svg`),
    traceSvg({ title, subtitle, governed, left, ladders, durationMs, intervalMs }),
  );
  const kept = { schema: 'sightline-governor/1', title, device, ladders, noise: NOISE, seed: SEED, figures };
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ ...kept, changes: governed.changes }, null, 2)}\n`);
}

if (values.real) {
  const { dist, task, engine } = values;
  const burners = values.burners === undefined ? undefined : Number(values.burners);
  const run = await measureUnderLoad({ dist, task, engine, ...(burners === undefined ? {} : { burners }) });
  for (const phase of run.phases)
    console.log(
      `  ${phase.name}: ${phase.fps} FPS, run ${phase.runMs} ms, ${phase.cuts.join(' ') || 'nothing given up'}`,
    );
  writeFileSync(join(out, 'real.json'), `${JSON.stringify(run, null, 2)}\n`);
}
console.log(`kept in ${out}`);

interface Figures {
  /** Share of the pictures that came within one and a quarter of the camera's interval. */
  readonly onTime: number;
  readonly fps: number;
  readonly answerMs: number;
}

function figuresOf({ points }: Trace, intervalMs: number): Figures {
  const spanMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
  const ages = points.map(({ answerMs }) => answerMs).sort((a, b) => a - b);
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    onTime: round(points.filter(({ shownMs }) => shownMs <= intervalMs * 1.25).length / points.length),
    fps: round((points.length * 1_000) / spanMs),
    answerMs: round(ages[ages.length >> 1] ?? NaN),
  };
}

function inWords({ onTime, fps, answerMs }: Figures): string {
  return `${fps} pictures a second, ${Math.round(onTime * 100)} % on time, answers take ${answerMs} ms (median)`;
}
