/**
 * The owner of ONNX Runtime Web: one runtime, one queue, one GPU device. With `ort-module.ts` the only code that knows it.
 * A runtime whose start failed stays failed (its wasm module is a singleton): a retry needs a new worker.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { GraphSpec, ModelSpec, RawTensor } from '../../models/contract';
import { FaultError, messageOf } from '../fault';
import { findAdapter, isSoftware, openDevice, type GpuOwner } from '../gpu/device';
import type { EngineChoice, EngineInfo } from '../protocol';
import type { Engine, LoadedModel, RunResult } from './engine';
import { checkNames, createFault, graphOf } from './graph';
import { chooseBuild, hasJspi, hasWasmSimd, isWebKit } from './ort-build';
import { loadOrt, type Ort } from './ort-module';
import { RunQueue } from './run-queue';
import { threadCount } from './thread-count';

/** Pipelines compile at the first WebGPU run, so creation and first runs may take this long on a slow phone. */
const CREATE_WATCHDOG_MS = 120_000;
const RUN_WATCHDOG_MS = 30_000;

interface OrtModel extends LoadedModel {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export interface OrtOptions {
  readonly choice: EngineChoice;
  /** WASM threads wanted; 0 lets the engine choose. Capped at 1 where the page is not cross-origin isolated. */
  readonly threads: number;
}

/** Starts the runtime. @throws FaultError `engine-start`, with the reason and the remedy in its message. */
export async function startOrt({ choice, threads }: OrtOptions): Promise<Engine> {
  if (!hasWasmSimd()) throw new FaultError('engine-start', 'this browser has no WebAssembly SIMD');
  try {
    const adapter = choice === 'wasm' ? undefined : await findAdapter();
    const picked = chooseBuild(choice, {
      jspi: hasJspi(),
      webkit: isWebKit(),
      adapter: !adapter ? 'none' : isSoftware(adapter) ? 'software' : 'hardware',
    });
    const gpu = adapter && picked.provider === 'webgpu' ? await openDevice(adapter) : undefined;
    const count = threadCount(threads);
    const { ort } = await loadOrt(picked.build, count);
    const notes = [picked.note, self.crossOriginIsolated ? '' : 'one thread: this host does not isolate the page'];
    const info: EngineInfo = {
      provider: picked.provider,
      build: picked.build,
      threads: count,
      note: notes.filter(Boolean).join('; '),
    };
    return new OrtEngine(ort, info, gpu);
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError('engine-start', messageOf(error), { cause: error });
  }
}

class OrtEngine implements Engine {
  readonly info: EngineInfo;
  readonly #ort: Ort;
  readonly #gpu: GpuOwner | undefined;
  readonly #queue = new RunQueue();
  readonly #models = new Set<OrtModel>();

  constructor(ort: Ort, info: EngineInfo, gpu: GpuOwner | undefined) {
    this.#ort = ort;
    this.info = info;
    this.#gpu = gpu;
  }

  async load(spec: ModelSpec | GraphSpec, weights: Uint8Array): Promise<LoadedModel> {
    const graph = graphOf(spec);
    const session = await this.#create(spec, weights);
    try {
      checkNames(graph, session);
    } catch (error) {
      await session.release();
      throw error;
    }
    const inputs = graph.inputs.map(({ dims }) => new Float32Array(dims.reduce((a, b) => a * b, 1)));
    const feeds = this.#feedsOf(spec, inputs);
    const [input = new Float32Array(0), ...moreInputs] = inputs;
    const model: OrtModel = { spec, input, moreInputs, session, feeds };
    this.#models.add(model);
    // Pipelines compile and memory is laid out now, not on the first frame.
    await this.#run(model, CREATE_WATCHDOG_MS);
    return model;
  }

  run(model: LoadedModel, inputs?: readonly Float32Array[]): Promise<RunResult> {
    return this.#run(model, RUN_WATCHDOG_MS, inputs);
  }

  async #run(model: LoadedModel, watchdogMs: number, inputs?: readonly Float32Array[]): Promise<RunResult> {
    const { session, feeds: own, spec } = this.#own(model);
    const feeds = inputs ? this.#feedsOf(spec, inputs) : own;
    let runMs = 0;
    const timed = async (): Promise<InferenceSession.ReturnType> => {
      const start = performance.now();
      const results = await session.run(feeds, spec.outputs);
      runMs = performance.now() - start;
      return results;
    };
    const results = await this.#queue.add(`run of ${spec.id}`, timed, watchdogMs).catch((error: unknown) => {
      throw error instanceof FaultError
        ? error
        : new FaultError('model-run', `${spec.id}: ${messageOf(error)}`, { cause: error });
    });
    const raw: Record<string, RawTensor> = {};
    for (const name of spec.outputs) {
      const tensor = results[name];
      if (!tensor || !(tensor.data instanceof Float32Array)) {
        throw new FaultError('model-run', `${spec.id}: output ${name} is not float32`);
      }
      raw[name] = { data: tensor.data, dims: tensor.dims };
    }
    return { raw, runMs };
  }

  async release(model: LoadedModel): Promise<void> {
    const owned = this.#own(model);
    this.#models.delete(owned);
    await this.#queue.add(`release of ${model.spec.id}`, () => owned.session.release(), RUN_WATCHDOG_MS);
  }

  async dispose(): Promise<void> {
    for (const model of [...this.#models]) await this.release(model);
    this.#gpu?.device.destroy();
  }

  async #create(spec: ModelSpec | GraphSpec, weights: Uint8Array): Promise<InferenceSession> {
    const executionProviders: InferenceSession.ExecutionProviderConfig[] = this.#gpu
      ? [{ name: 'webgpu', device: this.#gpu.device } as InferenceSession.WebGpuExecutionProviderOption]
      : ['wasm'];
    const create = (): Promise<InferenceSession> =>
      this.#ort.InferenceSession.create(weights, {
        executionProviders,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
    try {
      return await this.#queue.add(`start of ${spec.id}`, create, CREATE_WATCHDOG_MS);
    } catch (error) {
      throw createFault(graphOf(spec), error);
    }
  }

  #feedsOf(spec: ModelSpec | GraphSpec, inputs: readonly Float32Array[]): OrtModel['feeds'] {
    return Object.fromEntries(
      graphOf(spec).inputs.map(({ name, dims }, i) => [name, new this.#ort.Tensor('float32', inputs[i] ?? [], dims)]),
    );
  }

  #own(model: LoadedModel): OrtModel {
    const owned = model as OrtModel;
    if (!this.#models.has(owned)) throw new FaultError('internal', `${model.spec.id} does not belong to this engine`);
    return owned;
  }
}
