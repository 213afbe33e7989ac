/** The two ways of a frame beside each other, on one runtime each, as the app opens them. */
import { expect } from 'vitest';
import type { Size } from '../../models/contract';
import { CpuPath } from '../../workers/cpu/cpu-path';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { Engine } from '../../workers/engines/engine';
import { startOrt } from '../../workers/engines/ort';
import { OrtGpu } from '../../workers/engines/ort-gpu';
import { GpuPath } from '../../workers/gpu/gpu-path';
import { testDevice } from './gpu-device';

export interface BothPaths {
  /** Of the path through ordinary memory. */
  readonly engine: Engine;
  readonly cpu: CpuPath;
  readonly gpu: GpuPath;
  /** Of the GPU's path. */
  readonly canvas: OffscreenCanvas;
  /** Fails the test where the device refused anything meanwhile. */
  readonly dispose: () => Promise<void>;
}

export async function openBothPaths({ width, height }: Size): Promise<BothPaths> {
  const engine = await startOrt({ threads: 1 });
  const cpu = new CpuPath(engine, new Canvas2dRenderer(new OffscreenCanvas(width, height)));
  const canvas = new OffscreenCanvas(width, height);
  const refused: string[] = [];
  const gpu = await GpuPath.open({
    runtime: await OrtGpu.start(await testDevice(), 'jspi'),
    engine: { ...engine.info, provider: 'webgpu', build: 'jspi' },
    canvas,
    capture: false,
    onRefused: (error) => refused.push(error.message),
  });
  const dispose = async (): Promise<void> => {
    await gpu.dispose();
    await cpu.dispose();
    expect(refused).toEqual([]);
  };
  return { engine, cpu, gpu, canvas, dispose };
}

/** A frame of the demo clip with things and a person in it. */
export async function demoPicture(options?: ImageBitmapOptions): Promise<ImageBitmap> {
  const url = new URL('../fixtures/demo/0140.jpg', import.meta.url);
  return createImageBitmap(await (await fetch(url)).blob(), options);
}
