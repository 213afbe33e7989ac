/** Decides how frames are worked on in this browser, today: on the GPU where it is there and found trustworthy, else beside WASM. */
import { chooseBuild, hasJspi, hasWasmSimd, isWebKit } from './engines/ort-build';
import { threadCount } from './engines/thread-count';
import { FaultError, messageOf } from './fault';
import type { FramePath } from './frame-path';
import { rememberedVerdict, STOPPED_NOTE, verdictKey, type GpuHistory, type GpuVerdict } from './gpu-history';
import { findAdapter, isSoftware, nameOf } from './gpu/device';
import type { OpenGpu } from './gpu/open-gpu';
import type { EngineChoice } from './protocol';

export interface OpenPathOptions {
  readonly canvas: OffscreenCanvas;
  readonly choice: EngineChoice;
  /** WASM threads wanted; 0 lets the device decide. */
  readonly threads: number;
  readonly history: GpuHistory;
  /** Little memory, which is not given back: one WASM thread. */
  readonly frugal: boolean;
  /** For benchmarks: the 2D canvas waits until each picture is rasterised. */
  readonly flush: boolean;
  readonly onVerdict: (verdict: GpuVerdict) => void;
  readonly onRefused: (error: GPUError) => void;
}

export interface OpenedPath {
  readonly path: FramePath;
  /** As the browser tells it; undefined where no GPU was found or looked for. */
  readonly adapter: string | undefined;
  /** Present on the GPU. */
  readonly gpu: OpenGpu | undefined;
  /** Of the verdict on this adapter; present on the GPU. */
  readonly verdict: GpuVerdict | undefined;
}

/** The address of the worker's own file: a build's carries a hash of what is in it, and of all it loads. */
const APP_BUILD = self.location.pathname;

/**
 * @throws FaultError `engine-start`, with the reason and the remedy; `gpu` where the canvas or the runtime is spoilt for WASM, so
 * that another worker has to do it. The verdict that keeps that one from trying again was told before.
 */
export async function openPath(options: OpenPathOptions): Promise<OpenedPath> {
  if (!hasWasmSimd()) throw new FaultError('engine-start', 'this browser has no WebAssembly SIMD');
  try {
    return await open(options);
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError('engine-start', messageOf(error), { cause: error });
  }
}

async function open(options: OpenPathOptions): Promise<OpenedPath> {
  const { choice, history, onVerdict } = options;
  const adapter = choice === 'wasm' ? undefined : await findAdapter();
  const name = adapter && nameOf(adapter);
  const picked = chooseBuild(choice, {
    jspi: hasJspi(),
    webkit: isWebKit(),
    adapter: !adapter ? 'none' : isSoftware(adapter) ? 'software' : 'hardware',
    refusal: history.givenUp || (history.stopped ? STOPPED_NOTE : ''),
  });
  if (!adapter || picked.build === 'wasm') return openCpu(options, picked.note, name);
  const demanded = choice === 'webgpu';
  const key = verdictKey(name ?? '', APP_BUILD, picked.build);
  const known = rememberedVerdict(history, key, demanded);
  if (known?.refusal) return openCpu(options, known.refusal, name);
  const { canvas, onRefused } = options;
  const threads = wantedThreads(options);
  // Beside WASM none of it is needed.
  const { openGpu } = await import('./gpu/open-gpu');
  const opened = await openGpu({
    adapter,
    build: picked.build,
    canvas,
    threads,
    demanded,
    key,
    known,
    onVerdict,
    onRefused,
  });
  if (opened.kind === 'refused') return openCpu(options, opened.refusal, name);
  return { path: opened.gpu.path, adapter: name, gpu: opened.gpu, verdict: opened.verdict };
}

async function openCpu(options: OpenPathOptions, note: string, adapter: string | undefined): Promise<OpenedPath> {
  const { canvas, flush } = options;
  // Beside a trusted GPU none of it is needed.
  const cpu = await import('./cpu/open-cpu');
  const path = await cpu.openCpu({ canvas, threads: wantedThreads(options), note, flush });
  return { path, adapter, gpu: undefined, verdict: undefined };
}

function wantedThreads({ threads, frugal }: OpenPathOptions): number {
  return frugal ? 1 : threadCount(threads);
}
