/**
 * ONNX Runtime Web on WASM: one runtime, one queue. `ort-gpu.ts` is the one on WebGPU; beside these and `ort-module.ts` nobody
 * knows it. A runtime whose start failed stays failed (its wasm module is a singleton): a retry needs a new worker.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { GraphSpec, ModelSpec, RawTensor } from '../../models/contract';
import { FaultError, messageOf } from '../fault';
import type { EngineInfo } from '../protocol';
import type { Engine, LoadedModel, RunResult } from './engine';
import { checkNames, createFault, graphOf } from './graph';
import { hasWasmSimd } from './ort-build';
import { loadOrt, type Ort } from './ort-module';
import { RunQueue } from './run-queue';
import { threadCount } from './thread-count';

/** Memory is laid out and weights are packed at the first run: creation and first runs may take this long on a slow phone. */
const CREATE_WATCHDOG_MS = 120_000;
const RUN_WATCHDOG_MS = 30_000;

interface OrtModel extends LoadedModel {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export interface OrtOptions {
  /** WASM threads wanted; 0 lets the engine choose. Capped at 1 where the page is not cross-origin isolated. */
  readonly threads: number;
}

/** Starts the runtime. @throws FaultError `engine-start`, with the reason and the remedy in its message. */
export async function startOrt({ threads }: OrtOptions): Promise<Engine> {
  if (!hasWasmSimd()) throw new FaultError('engine-start', 'this browser has no WebAssembly SIMD');
  try {
    const count = threadCount(threads);
    const { ort } = await loadOrt('wasm', count);
    const note = self.crossOriginIsolated ? '' : 'one thread: this host does not isolate the page';
    return new OrtEngine(ort, { provider: 'wasm', build: 'wasm', threads: count, note });
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError('engine-start', messageOf(error), { cause: error });
  }
}

class OrtEngine implements Engine {
  readonly info: EngineInfo;
  readonly #ort: Ort;
  readonly #queue = new RunQueue();
  readonly #models = new Set<OrtModel>();

  constructor(ort: Ort, info: EngineInfo) {
    this.#ort = ort;
    this.info = info;
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
  }

  async #create(spec: ModelSpec | GraphSpec, weights: Uint8Array): Promise<InferenceSession> {
    const create = (): Promise<InferenceSession> =>
      this.#ort.InferenceSession.create(weights, {
        executionProviders: ['wasm'],
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
