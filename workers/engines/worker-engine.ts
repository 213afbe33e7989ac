/**
 * ONNX Runtime on WASM in a thread of its own, so that a run, which blocks its thread, blocks no picture. Inputs and outputs change
 * owner instead of being copied. A run that hangs or crashes costs that run: the thread is replaced and its networks are loaded anew
 * from the weights kept here.
 */
import type { GraphSpec, ModelSpec } from '../../models/contract';
import { FaultError } from '../fault';
import type { EngineInfo } from '../protocol';
import { Turns } from '../turns';
import type { Engine, LoadedModel, RunResult } from './engine';
import { EngineCaller, type EngineThread } from './engine-calls';
import type { NetworkNumber } from './engine-messages';
import { graphOf } from './graph';
import { RunWatch } from './run-watch';

/** The runtime is fetched, compiled and started, networks are optimised: minutes on a slow phone. */
const START_LIMIT_MS = 120_000;
const RELEASE_LIMIT_MS = 10_000;

class ThreadNetwork implements LoadedModel {
  readonly spec: ModelSpec | GraphSpec;
  readonly graph: GraphSpec;
  readonly number: NetworkNumber;
  readonly weights: Uint8Array;
  readonly watch = new RunWatch();
  /** Empty while a run has them. */
  inputs: readonly Float32Array<ArrayBuffer>[];

  constructor(spec: ModelSpec | GraphSpec, number: NetworkNumber, weights: Uint8Array) {
    this.spec = spec;
    this.graph = graphOf(spec);
    this.number = number;
    this.weights = weights;
    this.inputs = this.newInputs();
  }

  get input(): Float32Array {
    return this.inputs[0] ?? new Float32Array(0);
  }

  get moreInputs(): readonly Float32Array[] {
    return this.inputs.slice(1);
  }

  newInputs(): readonly Float32Array<ArrayBuffer>[] {
    return this.graph.inputs.map(({ dims }) => new Float32Array(dims.reduce((a, b) => a * b, 1)));
  }
}

export interface WorkerEngineOptions {
  /** WASM threads wanted; 0 lets the engine choose. */
  readonly threads: number;
  /** Why it is WASM, in plain words. */
  readonly note: string;
  readonly spawn?: () => EngineThread;
}

const spawnThread = (): EngineThread =>
  new Worker(new URL('../engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });

/** @throws FaultError `engine-start`. */
export async function startWorkerEngine({ threads, note, spawn = spawnThread }: WorkerEngineOptions): Promise<Engine> {
  const start = async (): Promise<{ caller: EngineCaller; threads: number }> => {
    const caller = new EngineCaller(spawn());
    try {
      const started = await caller.call('start', { threads }, { what: "the engine's start", limitMs: START_LIMIT_MS });
      return { caller, threads: started.threads };
    } catch (error) {
      const fault = new FaultError('engine-start', error instanceof Error ? error.message : String(error), {
        cause: error,
      });
      caller.close(fault);
      throw fault;
    }
  };
  const first = await start();
  const isolated = self.crossOriginIsolated ? '' : 'one thread: this host does not isolate the page';
  const info: EngineInfo = {
    provider: 'wasm',
    build: 'wasm',
    threads: first.threads,
    note: [note, isolated].filter(Boolean).join('; '),
  };
  return new WorkerEngine(info, first.caller, async () => (await start()).caller);
}

class WorkerEngine implements Engine {
  readonly info: EngineInfo;
  readonly #respawn: () => Promise<EngineCaller>;
  readonly #networks = new Set<ThreadNetwork>();
  readonly #turns = new Turns();
  #caller: EngineCaller;
  #nextNumber = 1;

  constructor(info: EngineInfo, caller: EngineCaller, respawn: () => Promise<EngineCaller>) {
    this.info = info;
    this.#caller = caller;
    this.#respawn = respawn;
  }

  load(spec: ModelSpec | GraphSpec, weights: Uint8Array): Promise<LoadedModel> {
    return this.#turns.take(async () => {
      await this.#revive();
      const network = new ThreadNetwork(spec, this.#nextNumber++, weights);
      await this.#send(this.#caller, network);
      this.#networks.add(network);
      return network;
    });
  }

  run(model: LoadedModel): Promise<RunResult> {
    const network = this.#own(model);
    return this.#turns.take(async () => {
      await this.#revive();
      const start = performance.now();
      const { inputs, number } = network;
      network.inputs = [];
      try {
        const result = await this.#caller.call(
          'run',
          { network: number, inputs },
          {
            what: `run of ${network.graph.id}`,
            limitMs: network.watch.limitMs,
            transfer: inputs.map(({ buffer }) => buffer),
          },
        );
        network.inputs = result.inputs;
        return { raw: result.raw, runMs: result.runMs };
      } catch (error) {
        // The thread kept them, or took them with it.
        network.inputs = network.newInputs();
        // At once, and not when the next frame asks: it takes a moment.
        if (this.#caller.isDead) void this.#turns.take(() => this.#revive()).catch(() => undefined);
        throw error;
      } finally {
        network.watch.note(performance.now() - start);
      }
    });
  }

  release(model: LoadedModel): Promise<void> {
    const network = this.#own(model);
    this.#networks.delete(network);
    return this.#turns.take(async () => {
      if (this.#caller.isDead) return;
      const what = `release of ${network.graph.id}`;
      await this.#caller.call('release', { network: network.number }, { what, limitMs: RELEASE_LIMIT_MS });
    });
  }

  dispose(): Promise<void> {
    this.#networks.clear();
    this.#caller.close(new FaultError('internal', 'the engine was disposed of', { recoverable: true }));
    return Promise.resolve();
  }

  /** Replaces a thread that is gone. @throws FaultError where that fails; the next call tries again. */
  async #revive(): Promise<void> {
    if (!this.#caller.isDead) return;
    const caller = await this.#respawn();
    for (const network of this.#networks) await this.#send(caller, network);
    this.#caller = caller;
  }

  async #send(caller: EngineCaller, { number, graph, weights }: ThreadNetwork): Promise<void> {
    const what = `start of ${graph.id}`;
    await caller.call('load', { network: number, graph, weights }, { what, limitMs: START_LIMIT_MS });
  }

  #own(model: LoadedModel): ThreadNetwork {
    if (model instanceof ThreadNetwork && this.#networks.has(model)) return model;
    throw new FaultError('internal', `${model.spec.id} does not belong to this engine`);
  }
}
