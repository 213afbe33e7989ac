/** All that frames in ordinary memory need, in a file of its own: a browser whose GPU is trusted never fetches it. */
import { Canvas2dRenderer } from '../draw/canvas2d-renderer';
import { startWorkerEngine } from '../engines/worker-engine';
import type { FramePath } from '../frame-path';
import { CpuPath } from './cpu-path';

export interface OpenCpuOptions {
  readonly canvas: OffscreenCanvas;
  readonly threads: number;
  /** Why it is WASM, in plain words. */
  readonly note: string;
  /** For benchmarks: the canvas waits until each picture is rasterised. */
  readonly flush: boolean;
}

/** @throws FaultError `engine-start`. */
export async function openCpu({ canvas, threads, note, flush }: OpenCpuOptions): Promise<FramePath> {
  const engine = await startWorkerEngine({ threads, note });
  return new CpuPath(engine, new Canvas2dRenderer(canvas, { flush }));
}
