/**
 * A network that stalls, with a clock of the test's own: the picture drawn half a second after the last mask's frame came shows
 * nothing that can be made out, whatever the effect; the one before it still shows the person. Pixels are read off the canvas.
 */
import { afterEach, expect, it, vi } from 'vitest';
import type { ModelSpec } from '../../models/contract';
import { MODELS } from '../../models/registry';
import { CpuPath } from '../../workers/cpu/cpu-path';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { Engine, LoadedModel, RunResult } from '../../workers/engines/engine';
import { OLDEST_MASK_MS } from '../../workers/latest';
import { FramePace } from '../../workers/pace/frame-pace';
import { Pipeline } from '../../workers/pipeline';
import type { BackgroundEffect } from '../../workers/protocol';
import { Rig } from '../../workers/rig';
import { PLAIN_SETTINGS } from '../unit/workers/plain-settings';

const SIZE = { width: 256, height: 192 };
const { spec } = MODELS['unet-portrait'];

/** Answers once, when it is told to, and then never again: a person in the middle of the picture. */
class StallingEngine implements Engine {
  readonly info = { provider: 'wasm', build: 'wasm', threads: 1, note: '' } as const;
  runs = 0;
  answer = (): void => undefined;
  load(wanted: ModelSpec): Promise<LoadedModel> {
    return Promise.resolve({ spec: wanted, input: new Float32Array(3 * wanted.input.width * wanted.input.height) });
  }
  run(): Promise<RunResult> {
    if (this.runs++ > 0) return new Promise(() => undefined);
    const { width, height } = spec.input;
    const data = Float32Array.from({ length: width * height }, (_, i) =>
      Number(Math.abs((i % width) / width - 0.5) < 0.25 && Math.floor(i / width) / height > 0.2),
    );
    return new Promise((resolve) => {
      this.answer = () => resolve({ raw: { alpha: { data, dims: [1, 1, height, width] } }, runMs: 1 });
    });
  }
  release(): Promise<void> {
    return Promise.resolve();
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Fine stripes everywhere. */
function stripes(turn: number): VideoFrame {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `hsl(${turn * 40} 40% 25%)`;
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  context.fillStyle = 'white';
  for (let x = 0; x < SIZE.width; x += 4) context.fillRect(x, 0, 2, SIZE.height);
  return new VideoFrame(canvas, { timestamp: turn });
}

/** Mean second difference along rows in the sharpest of 8×8 tiles, 8-bit levels: slopes count for nothing. */
function finest(canvas: OffscreenCanvas): number {
  const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const tiles = Array.from({ length: 64 }, () => ({ sum: 0, count: 0 }));
  for (let y = 0; y < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const tile = tiles[Math.floor((y * 8) / height) * 8 + Math.floor((x * 8) / width)]!;
      const at = 4 * (y * width + x) + 1;
      tile.sum += Math.abs(2 * data[at]! - data[at - 4]! - data[at + 4]!);
      tile.count++;
    }
  }
  return Math.max(...tiles.map(({ sum, count }) => sum / count));
}

const EFFECTS: readonly BackgroundEffect[] = [
  { kind: 'blur', shape: 'gaussian' },
  { kind: 'blur', shape: 'disc' },
  { kind: 'black' },
  { kind: 'color', color: '#2a9d54' },
  { kind: 'picture' },
  { kind: 'video' },
  { kind: 'spotlight' },
  { kind: 'transparent' },
];
const NOTHING_FINE = 3;
const FINE = 30;

afterEach(() => vi.restoreAllMocks());

it.each(EFFECTS)('hides everything %o half a second after the last mask', async (background) => {
  let nowMs = 10_000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const engine = new StallingEngine();
  const path = new CpuPath(engine, new Canvas2dRenderer(canvas));
  const settings = {
    tasks: { detect: false, portrait: true, classify: false },
    models: { detect: 'yolo-256', portrait: 'unet-portrait', classify: 'resnet' },
    ...PLAIN_SETTINGS,
    background,
  } as const;
  const rig = new Rig({ path, settings, baseUrl: '', onBytes: () => undefined });
  rig.backdrop.take(stripes(9));
  const network = await path.load(MODELS['unet-portrait'], new Uint8Array());
  const [active] = [{ id: 'unet-portrait', network, precision: 'float32', failures: 0 }] as const;
  vi.spyOn(rig, 'active').mockReturnValue([['portrait', active as never]]);
  const pace = new FramePace();
  pace.fix('carried');
  const pipeline = new Pipeline(rig, pace, { onFault: () => undefined, presented: () => Promise.resolve() });
  const shown = async (atMs: number): Promise<{ fine: number; masked: boolean }> => {
    nowMs = 10_000 + atMs;
    const { masked } = await pipeline.frame(stripes(1));
    return { fine: finest(canvas), masked };
  };
  expect((await shown(0)).fine, 'before the first mask').toBeLessThan(NOTHING_FINE);
  engine.answer();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const atMs of [33, OLDEST_MASK_MS - 1, OLDEST_MASK_MS]) {
    const { fine, masked } = await shown(atMs);
    expect(masked, `after ${atMs} ms`).toBe(true);
    expect(fine, `after ${atMs} ms`).toBeGreaterThan(FINE);
  }
  for (const atMs of [OLDEST_MASK_MS + 1, OLDEST_MASK_MS + 34, 5_000]) {
    const { fine, masked } = await shown(atMs);
    expect(masked, `after ${atMs} ms`).toBe(false);
    expect(fine, `after ${atMs} ms`).toBeLessThan(NOTHING_FINE);
  }
});
