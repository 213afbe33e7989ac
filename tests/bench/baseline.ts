/** Runs the plain loop in a page of its own, on the same weights, camera and canvas size as the app. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Page } from 'playwright';
import { entryFor } from '../../models/catalog';
import type { BenchOptions } from './measure-task';
import { round, spread, type Spread } from './spans';

export interface BaselineFigures {
  readonly model: string;
  readonly size: BenchOptions['size'];
  readonly runMs: Spread;
  readonly frameMs: Spread;
  readonly pipelineTax: number;
  readonly overheadMs: number;
}

const ORT_FILES = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
/** The file that the app detects with on WASM, so that only the way of doing it differs. */
const WEIGHTS = `models/${entryFor('yolo-320', { provider: 'wasm', shaderF16: false }).source.file}`;
const INPUT_PX = 320;
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export async function measureBaseline({
  browser,
  url,
  size,
  threads,
  frames,
  warmup,
}: BenchOptions): Promise<BaselineFigures> {
  if (!existsSync(WEIGHTS)) throw new Error(`the plain loop needs ${WEIGHTS}; run it from the repository's root`);
  const context = await browser.newContext({ permissions: ['camera'], serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await serveFiles(page, WEIGHTS);
    await page.goto(`${url}bench/page.html`);
    const setup = { ...{ width: size.width, height: size.height, px: INPUT_PX }, threads, frames, warmup };
    const { times, runs } = await page.evaluate<{ times: number[]; runs: number[] }>(
      `(${RUN})(${JSON.stringify(setup)})`,
    );
    const [frameMs, runMs] = [spread(times), spread(runs)];
    const pipelineTax = round(frameMs.p50 / runMs.p50);
    return { model: basename(WEIGHTS), size, frameMs, runMs, pipelineTax, overheadMs: round(frameMs.p50 - runMs.p50) };
  } finally {
    await context.close();
  }
}

/** The bench's own files under the app's address, so that the page is isolated and same-origin like the app. */
async function serveFiles(page: Page, weights: string): Promise<void> {
  const files = new Map<string, { path?: string; body?: string; type: string }>([
    [
      'page.html',
      { body: '<!doctype html><html><head><title>plain loop</title></head><body></body></html>', type: 'text/html' },
    ],
    ['plain-loop.js', { path: resolve('tests/bench/plain-loop.js'), type: 'text/javascript' }],
    ['weights.onnx', { path: resolve(weights), type: 'application/octet-stream' }],
    ...ORT_FILES.map((name): [string, { path: string; type: string }] => [
      name,
      {
        path: resolve('node_modules/onnxruntime-web/dist', name),
        type: name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript',
      },
    ]),
  ]);
  await page.route('**/bench/*', async (route) => {
    const file = files.get(basename(new URL(route.request().url()).pathname));
    if (!file) return route.fulfill({ status: 404 });
    const body = file.path ? readFileSync(file.path) : (file.body ?? '');
    return route.fulfill({
      body,
      headers: { ...ISOLATED, 'Content-Type': file.type, 'Cross-Origin-Resource-Policy': 'same-origin' },
    });
  });
}

/** Sent as text: a compiled function would carry its compiler's helpers along. */
const RUN = `async ({ width, height, px, threads, frames, warmup }) => {
  const ort = await import(new URL('ort.wasm.min.mjs', location.href));
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = { wasm: new URL('ort-wasm-simd-threaded.wasm', location.href), mjs: new URL('ort-wasm-simd-threaded.mjs', location.href) };
  const { plainLoop } = await import(new URL('plain-loop.js', location.href));
  const weights = new Uint8Array(await (await fetch(new URL('weights.onnx', location.href))).arrayBuffer());
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 30 } });
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  Object.assign(video, { srcObject: stream, muted: true });
  document.body.append(video, canvas);
  await video.play();
  return plainLoop(ort, { weights, size: px, frames, warmup, video, canvas });
}`;
