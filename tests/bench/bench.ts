/**
 * `npm run bench`: the built app in a headless Chromium with a camera that plays footage, each task at each size, beside a
 * plain loop on the page's thread. Prints a table; `--json FILE` keeps the figures (`figures.ts` says what each means).
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { fakeCamera, QUIET, REAL_GPU, SOFTWARE_GPU } from '../tools/chromium-args';
import { findBrowser } from '../tools/find-browser';
import { measureBaseline } from './baseline';
import { cameraFootage } from './footage';
import { measureStart } from './first-boxes';
import { measureTask, type TaskFigures } from './measure-task';
import { serveBuild } from './serve-build';

const HELP = `npm run bench -- [--engine wasm|webgpu] [--gpu] [--threads N] [--tasks "detect portrait detect,portrait"]
                 [--sizes 640x480,1280x720] [--frames N] [--warmup N] [--dist DIR] [--json FILE] [--no-baseline]

Needs a build (npm run build; --dist names another folder) and a Chromium; runs without a screen. Nothing else should run meanwhile.
--gpu uses a real GPU through Vulkan; without it WebGPU is emulated in software: right, but no measure of speed.

Keys of the JSON (times in milliseconds; p50 and p95 where a pair):
  pipelineTax, overheadMs, readBackBytesPerFrame, dispatchesPerFrame   of the first task at the first size, as in results[0]
  firstBoxes.coldMs, .warmMs      navigation → first picture with answers, first visit and reload
  results[]                       one entry per task and size
    .runMs .frameMs .pipelineTax .overheadMs    session.run; whole frame; p50 frame ÷ p50 run; their difference
    .spansMs .presentedMs                       each step; until the picture was handed to the compositor
    .readBackBytesPerFrame .dispatchesPerFrame  bytes from the GPU to JavaScript; dispatches and draws, all of them
    .runtimeDispatchesPerFrame .ownDispatchesPerFrame    those of ONNX Runtime, and ours
    .engine .path                               what the app really ran on
    .live.fps .answersPerSecond .aligned .dropped .frameMs .ageMs .presentedMs    as the app paces itself
  baselines[]                     the plain loop: .runMs .frameMs .pipelineTax .overheadMs
  machine, browser, engine, gpu, threads, frames, warmup, date`;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'wasm' },
    gpu: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    tasks: { type: 'string', default: 'detect portrait classify' },
    sizes: { type: 'string', default: '640x480,1280x720' },
    frames: { type: 'string', default: '150' },
    warmup: { type: 'string', default: '20' },
    dist: { type: 'string', default: 'dist' },
    json: { type: 'string' },
    'no-baseline': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const options = {
  engine: oneOf('engine', values.engine, ['wasm', 'webgpu', 'auto']),
  threads: count('threads', values.threads),
  frames: count('frames', values.frames),
  warmup: count('warmup', values.warmup),
};
const sizes = values.sizes.split(',').map((text) => {
  const [width = NaN, height = NaN] = text.split('x').map(Number);
  if (!(width > 0 && height > 0)) throw new Error(`--sizes: '${text}' is not WIDTHxHEIGHT`);
  return { width, height };
});
const graphics = values.gpu ? REAL_GPU : options.engine === 'wasm' ? [] : SOFTWARE_GPU;

const server = await serveBuild(values.dist);
const results: TaskFigures[] = [];
const baselines: unknown[] = [];
let start: Awaited<ReturnType<typeof measureStart>> | undefined;
let version = '';

for (const size of sizes) {
  const footage = cameraFootage(size);
  const args = [...QUIET, ...graphics, ...fakeCamera(footage.file)];
  const browser: Browser = await chromium.launch({ executablePath: findBrowser(), args });
  version = browser.version();
  console.log(`\n${size.width}×${size.height}, camera plays ${footage.name}`);
  try {
    for (const tasks of values.tasks.split(' ')) {
      const figures = await measureTask({ browser, url: server.url, tasks, size, ...options });
      results.push(figures);
      printTask(figures);
    }
    if (!values['no-baseline'] && options.engine === 'wasm') {
      const baseline = await measureBaseline({ browser, url: server.url, size, ...options });
      baselines.push(baseline);
      console.log(
        `  plain loop (${baseline.model}, page thread): frame ${baseline.frameMs.p50} / ${baseline.frameMs.p95} ms, run ${baseline.runMs.p50} ms, ` +
          `tax ${baseline.pipelineTax}, overhead ${baseline.overheadMs} ms`,
      );
    }
    start ??= await measureStart({ browser, url: server.url, engine: options.engine });
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
  const { pipelineTax, overheadMs, readBackBytesPerFrame, dispatchesPerFrame } = results[0] ?? {};
  const run = {
    schema: 'sightline-bench/2',
    date: new Date().toISOString(),
    machine,
    browser: `Chromium ${version}`,
    gpu: values.gpu,
    ...options,
    ...{ pipelineTax, overheadMs, readBackBytesPerFrame, dispatchesPerFrame },
  };
  writeFileSync(values.json, `${JSON.stringify({ ...run, firstBoxes: start, results, baselines }, null, 2)}\n`);
  console.log(`kept in ${values.json}`);
}

function printTask(figures: TaskFigures): void {
  const { tasks, model, engine, path, spansMs, runMs, frameMs, presentedMs, pipelineTax, overheadMs, live } = figures;
  const spans = Object.entries(spansMs).map(([name, { p50, p95 }]) => `${name} ${p50}/${p95}`);
  const threads = engine.provider === 'wasm' ? `, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}` : '';
  console.log(`  ${tasks} (${model}; ${engine.provider}${threads}, ${path} path); p50/p95 ms: ${spans.join(', ')}`);
  console.log(
    `    run ${runMs.p50}/${runMs.p95}, frame ${frameMs.p50}/${frameMs.p95}, presented ${presentedMs.p50}/${presentedMs.p95}; ` +
      `tax ${pipelineTax}, overhead ${overheadMs} ms; read back ${figures.readBackBytesPerFrame} bytes and ` +
      `${figures.dispatchesPerFrame} dispatches a frame (${figures.runtimeDispatchesPerFrame} of the runtime, ${figures.ownDispatchesPerFrame} ours)`,
  );
  console.log(
    `    by itself: ${live.fps} pictures and ${live.answersPerSecond} answers a second, ${live.dropped} dropped, ` +
      `picture ${live.frameMs.p50}/${live.frameMs.p95}, answers ${live.ageMs.p50}/${live.ageMs.p95} old`,
  );
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name}: '${text}' is no count`);
  return value;
}

function oneOf(name: string, text: string, choices: readonly string[]): string {
  if (!choices.includes(text)) throw new Error(`--${name}: '${text}' is none of ${choices.join(', ')}`);
  return text;
}
