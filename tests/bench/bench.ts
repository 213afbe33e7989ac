/**
 * `npm run bench`: the built app in a headless Chromium with a camera that plays footage, each task at each size, beside a
 * plain loop on the page's thread. Prints a table; `--json FILE` keeps the figures.
 *
 * - run: the runtime's own call (`session.run`), summed over the tasks that are on;
 * - frame: from the frame's arrival in the worker until its picture is rasterised on the canvas;
 * - pipelineTax = p50 frame ÷ p50 run; overheadMs = p50 frame − p50 run;
 * - presented: until the picture was handed to the compositor.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { fakeCamera, QUIET, SOFTWARE_GPU } from '../tools/chromium-args';
import { findBrowser } from '../tools/find-browser';
import { measureBaseline } from './baseline';
import { cameraFootage } from './footage';
import { measureStart } from './first-boxes';
import { measureTask, type TaskFigures } from './measure-task';
import { serveBuild } from './serve-build';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'wasm' },
    threads: { type: 'string', default: '1' },
    tasks: { type: 'string', default: 'detect portrait classify' },
    sizes: { type: 'string', default: '640x480,1280x720' },
    frames: { type: 'string', default: '150' },
    warmup: { type: 'string', default: '20' },
    json: { type: 'string' },
    'no-baseline': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run bench -- [--engine wasm|webgpu] [--threads N] [--tasks "detect portrait detect,portrait"] [--sizes 640x480,1280x720]\n' +
      '                 [--frames N] [--warmup N] [--json FILE] [--no-baseline]\n' +
      'Needs a build (npm run build) and a Chromium. Nothing else should run on the machine meanwhile.',
  );
  process.exit(0);
}

const options = {
  engine: values.engine,
  threads: Number(values.threads),
  frames: Number(values.frames),
  warmup: Number(values.warmup),
};
const sizes = values.sizes.split(',').map((text) => {
  const [width = NaN, height = NaN] = text.split('x').map(Number);
  if (!(width > 0 && height > 0)) throw new Error(`--sizes: '${text}' is not WIDTHxHEIGHT`);
  return { width, height };
});

const server = await serveBuild();
const results: TaskFigures[] = [];
const baselines: unknown[] = [];
let start: Awaited<ReturnType<typeof measureStart>> | undefined;
let version = '';

for (const size of sizes) {
  const footage = cameraFootage(size);
  const args = [...QUIET, ...(values.engine === 'webgpu' ? SOFTWARE_GPU : []), ...fakeCamera(footage.file)];
  const browser: Browser = await chromium.launch({ executablePath: findBrowser(), args });
  version = browser.version();
  console.log(`\n${size.width}×${size.height}, camera plays ${footage.name}`);
  try {
    for (const tasks of values.tasks.split(' ')) {
      const figures = await measureTask({ browser, url: server.url, tasks, size, ...options });
      results.push(figures);
      printTask(figures);
    }
    if (!values['no-baseline'] && values.engine === 'wasm') {
      const baseline = await measureBaseline({ browser, url: server.url, size, ...options });
      baselines.push(baseline);
      console.log(
        `  plain loop (${baseline.model}, page thread): frame ${baseline.frameMs.p50} / ${baseline.frameMs.p95} ms, run ${baseline.runMs.p50} ms, ` +
          `tax ${baseline.pipelineTax}, overhead ${baseline.overheadMs} ms`,
      );
    }
    start ??= await measureStart({ browser, url: server.url, engine: values.engine });
  } finally {
    await browser.close();
  }
}
if (start)
  console.log(`\nfirst answered frame after: ${start.coldMs} ms (first visit), ${start.warmMs} ms (reload, cached)`);
await server.close();

if (values.json) {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
  const run = {
    schema: 'sightline-bench/1',
    date: new Date().toISOString(),
    machine,
    browser: `Chromium ${version}`,
    ...options,
  };
  writeFileSync(values.json, `${JSON.stringify({ ...run, results, baselines, firstBoxes: start }, null, 2)}\n`);
  console.log(`kept in ${values.json}`);
}

function printTask({
  tasks,
  model,
  engine,
  fps,
  dropped,
  spansMs,
  runMs,
  frameMs,
  presentedMs,
  pipelineTax,
  overheadMs,
}: TaskFigures): void {
  const spans = Object.entries(spansMs).map(([name, { p50, p95 }]) => `${name} ${p50}/${p95}`);
  console.log(`  ${tasks} (${model}, ${engine}): ${fps} FPS, ${dropped} dropped; p50/p95 ms: ${spans.join(', ')}`);
  console.log(
    `    run ${runMs.p50}/${runMs.p95}, frame ${frameMs.p50}/${frameMs.p95}, presented ${presentedMs.p50}/${presentedMs.p95}; ` +
      `tax ${pipelineTax}, overhead ${overheadMs} ms`,
  );
}
