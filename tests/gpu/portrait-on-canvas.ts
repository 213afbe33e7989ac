/** Portrait as the worker runs it, on a real canvas, with a network that answers when a test says so. */
import { vi } from 'vitest';
import type { ModelSpec, Size } from '../../models/contract';
import { MODELS } from '../../models/registry';
import { CpuPath } from '../../workers/cpu/cpu-path';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { Engine, LoadedModel, RunResult } from '../../workers/engines/engine';
import { FramePace } from '../../workers/pace/frame-pace';
import { Pipeline } from '../../workers/pipeline';
import type { BackgroundEffect } from '../../workers/protocol';
import { Rig } from '../../workers/rig';
import { PLAIN_SETTINGS } from '../unit/workers/plain-settings';

const { spec } = MODELS['unet-portrait'];

/** Sees a person in the middle of the picture; each run waits until it is told to answer. */
export class HeldEngine implements Engine {
  readonly info = { provider: 'wasm', build: 'wasm', threads: 1, note: '' } as const;
  answer = (): void => undefined;
  load(wanted: ModelSpec): Promise<LoadedModel> {
    return Promise.resolve({ spec: wanted, input: new Float32Array(3 * wanted.input.width * wanted.input.height) });
  }
  run(): Promise<RunResult> {
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
export function stripes(turn: number, { width, height }: Size): VideoFrame {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `hsl(${turn * 40} 40% 25%)`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'white';
  for (let x = 0; x < width; x += 4) context.fillRect(x, 0, 2, height);
  return new VideoFrame(canvas, { timestamp: turn });
}

/** Mean second difference along rows in the sharpest of 8×8 tiles, 8-bit levels: slopes count for nothing. */
export function finest(canvas: OffscreenCanvas): number {
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

/** Below: nothing can be made out. Above: stripes are seen. */
export const NOTHING_FINE = 3;
export const FINE = 30;

/** Frames are drawn at once, with what is known. */
export async function portraitOn(
  canvas: OffscreenCanvas,
  background: BackgroundEffect,
): Promise<{ readonly engine: HeldEngine; readonly path: CpuPath; readonly pipeline: Pipeline; readonly rig: Rig }> {
  const engine = new HeldEngine();
  const path = new CpuPath(engine, new Canvas2dRenderer(canvas));
  const settings = {
    tasks: { detect: false, portrait: true, classify: false },
    models: { detect: 'yolo-256', portrait: 'unet-portrait', classify: 'resnet' },
    ...PLAIN_SETTINGS,
    background,
  } as const;
  const rig = new Rig({ path, settings, baseUrl: '', onBytes: () => undefined });
  const network = await path.load(MODELS['unet-portrait'], new Uint8Array());
  // Its file was never fetched.
  const active = { id: 'unet-portrait', network, precision: 'float32', failures: 0 };
  vi.spyOn(rig, 'active').mockReturnValue([['portrait', active as never]]);
  const pace = new FramePace();
  pace.fix('carried');
  const pipeline = new Pipeline(rig, pace, { onFault: () => undefined, presented: () => Promise.resolve() });
  return { engine, path, pipeline, rig };
}

/** The answer given comes to the pipeline. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
