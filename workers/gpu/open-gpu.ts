/** Opens the GPU's path once the GPU has shown that it may be trusted; and again, without asking, after it was lost. */
import { loadOrt } from '../engines/ort-module';
import { OrtGpu } from '../engines/ort-gpu';
import { OrtProber } from '../engines/ort-prober';
import { FaultError, messageOf } from '../fault';
import type { GpuVerdict } from '../gpu-history';
import type { EngineInfo, OrtBuild } from '../protocol';
import { findAdapter, isSoftware, nameOf, openDevice } from './device';
import { GpuPath } from './gpu-path';
import { probeImport } from './import-probe';
import { PreprocessPipelines } from './passes/preprocess';
import { checkPicture } from './picture-check';
import { ResourceScope } from './resource-scope';
import { checkGpu, PATIENCE_MS, type SelfCheck } from './self-check';

export interface OpenGpuOptions {
  readonly adapter: GPUAdapter;
  readonly build: Exclude<OrtBuild, 'wasm'>;
  readonly canvas: OffscreenCanvas;
  /** WASM threads, of the runtime that WebGPU is timed against. */
  readonly threads: number;
  /** The user asked for WebGPU: being slow is no reason against it. */
  readonly demanded: boolean;
  readonly key: string;
  /** A verdict from before: nothing is tried then. */
  readonly known: GpuVerdict | undefined;
  readonly onVerdict: (verdict: GpuVerdict) => void;
  readonly onRefused: (error: GPUError) => void;
}

export interface OpenGpu {
  readonly path: GpuPath;
  /** Resolves when a call of the runtime did not come back. */
  readonly hung: Promise<string>;
  /** `reopen` is given up after this time, milliseconds. */
  readonly rebuildLimitMs: number;
  /** The same on another device, after this one was lost. The runtime stays; the former path is still to be disposed of. */
  readonly reopen: () => Promise<OpenGpu>;
}

export type GpuOpening =
  | { readonly kind: 'open'; readonly gpu: OpenGpu; readonly verdict: GpuVerdict }
  | { readonly kind: 'refused'; readonly refusal: string };

/** What was found out about one graphics processor says nothing about another (one that came by cable was unplugged). */
export class OtherAdapterError extends Error {
  override readonly name = 'OtherAdapterError';

  constructor(name: string) {
    super(`another graphics processor is in its place: ${name || 'one without a name'}`);
  }
}

/** An emulated GPU shares its processor with whatever else the machine does: a run is late long before it hangs, milliseconds. */
const LEAST_RUN_MS = { software: 120_000 } as const;
/** A rebuild compiles all shaders, which takes a slow phone seconds, and an emulated GPU on a busy machine a minute. */
const REBUILD_LIMIT_MS = { hardware: 30_000, software: 120_000 } as const;

/** @throws FaultError `gpu` where it failed so far in that WASM cannot take over in this worker. */
export async function openGpu(options: OpenGpuOptions): Promise<GpuOpening> {
  const { adapter, build, known, key, demanded, onVerdict } = options;
  const { device } = await openDevice(adapter);
  // The pace of WASM is compared with all its threads; without a comparison they would only cost memory.
  const { ort } = await loadOrt(build, known || demanded ? 1 : options.threads);
  const runtime = new OrtGpu(ort, device, isSoftware(adapter) ? { leastRunMs: LEAST_RUN_MS.software } : {});
  const verdict: GpuVerdict = known ?? { key, refusal: '', paced: !demanded, networks: {} };
  if (!known) {
    const { refusal, hung, lost } = await tryDevice(runtime, adapter, !demanded);
    // A loss may be the moment's; everything else would be found again.
    if (!lost) onVerdict({ ...verdict, refusal });
    if (refusal) device.destroy();
    if (hung) throw new FaultError('gpu', refusal, { recoverable: true });
    if (refusal) return { kind: 'refused', refusal };
  }
  try {
    return { kind: 'open', gpu: await openPathOn(runtime, options), verdict };
  } catch (error) {
    const refusal = `the graphics processor cannot show pictures here: ${messageOf(error)}`;
    onVerdict({ ...verdict, refusal });
    throw new FaultError('gpu', refusal, { recoverable: true, cause: error });
  }
}

/** The self-check on a device that is open. */
export function tryDevice(
  { ort, device, queue }: OrtGpu,
  adapter: GPUAdapter,
  comparePace: boolean,
): Promise<SelfCheck> {
  const picture = async (): Promise<string> => {
    const scope = new ResourceScope(device);
    try {
      const { mode } = await probeImport(scope, new PreprocessPipelines(device));
      return await checkPicture(device, mode);
    } finally {
      scope.dispose();
    }
  };
  const patienceMs = PATIENCE_MS[isSoftware(adapter) ? 'software' : 'hardware'];
  const prober = new OrtProber(ort, device, queue);
  return checkGpu({ prober, lost: device.lost, picture, comparePace, patienceMs });
}

/** @param former whose findings hold on this device too. */
async function openPathOn(runtime: OrtGpu, options: OpenGpuOptions, former?: GpuPath): Promise<OpenGpu> {
  const { canvas, build, onRefused } = options;
  const engine: EngineInfo = { provider: 'webgpu', build, threads: 1, note: '' };
  // The comparison takes six runs more: nothing on a GPU, half a minute on a software adapter.
  const capture = !isSoftware(options.adapter);
  const mode = former ? { mode: former.importMode } : {};
  const path = await GpuPath.open({ runtime, engine, canvas, capture, onRefused, ...mode });
  return {
    path,
    hung: runtime.queue.hung,
    rebuildLimitMs: REBUILD_LIMIT_MS[isSoftware(options.adapter) ? 'software' : 'hardware'],
    reopen: async () => {
      const adapter = await findAdapter();
      if (!adapter) throw new Error('the browser offers no WebGPU adapter any more');
      if (nameOf(adapter) !== nameOf(options.adapter)) throw new OtherAdapterError(nameOf(adapter));
      const { device } = await openDevice(adapter);
      return openPathOn(runtime.on(device), options, path);
    },
  };
}
