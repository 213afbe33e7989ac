/**
 * ONNX Runtime Web on our own GPU device, its inputs and outputs in our buffers: nothing comes back to JavaScript, and a pass of
 * ours submitted after a run reads that run's answers. One runtime and one queue, as in `ort.ts`.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { GraphSpec } from '../../models/contract';
import { FaultError, messageOf } from '../fault';
import type { ResourceScope } from '../gpu/resource-scope';
import type { OrtBuild } from '../protocol';
import { compareCaptured } from './capture-check';
import { deadline } from './deadline';
import { checkNames, createFault } from './graph';
import { loadOrt, type Ort } from './ort-module';
import { RunQueue, silence } from './run-queue';
import { RunWatch } from './run-watch';

/** Pipelines compile at the first run, so creation and first runs may take this long on a slow phone. */
const CREATE_WATCHDOG_MS = 120_000;
const RELEASE_WATCHDOG_MS = 30_000;
/** Buffers given to the runtime are whole multiples of this, bytes (onnxruntime docs, "ep-webgpu"). */
const BUFFER_ALIGNMENT = 16;

export interface GpuTensor {
  readonly buffer: GPUBuffer;
  readonly dims: readonly number[];
  /** Of the values, without what rounds the buffer up. */
  readonly bytes: number;
}

/** A graph ready to run on buffers of its own. Belongs to the `OrtGpu` that loaded it. */
export interface GpuGraph {
  readonly spec: GraphSpec;
  readonly inputs: ReadonlyMap<string, GpuTensor>;
  readonly outputs: ReadonlyMap<string, GpuTensor>;
  /** Its commands were recorded once and are replayed. */
  readonly captured: boolean;
  /** Why they are not, in plain words; empty where they are. */
  readonly captureNote: string;
}

export interface LoadOptions {
  /** Buffers to read instead of buffers of the graph's own: the features that another graph leaves. */
  readonly shared?: ReadonlyMap<string, GpuTensor>;
  /** Tries graph capture, and keeps it where it answers alike. Costs a second session for a moment. */
  readonly capture: boolean;
}

export interface GpuRun {
  /** When the runtime was called, `performance.now()`. */
  readonly startedAt: number;
  /** Until the GPU had done the runtime's work, milliseconds; known a moment after the answers can be used. */
  readonly runMs: Promise<number>;
}

interface OrtGraph extends GpuGraph {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;
  readonly watch: RunWatch;
}

export interface OrtGpuOptions {
  /** Of the same runtime where others use it too: calls must not overlap. */
  readonly queue?: RunQueue;
  /** No run counts as hung before this, milliseconds; left out, as beside WASM. A software adapter shares its processor with everyone. */
  readonly leastRunMs?: number;
}

export class OrtGpu {
  readonly ort: Ort;
  readonly device: GPUDevice;
  /** Everything that touches the runtime passes through here, checks at start included. */
  readonly queue: RunQueue;
  readonly #graphs = new Set<OrtGraph>();
  readonly #leastRunMs: number | undefined;
  /** What came of trying to record a graph, by graph and size of its file; shared with successors. */
  #captureNotes = new Map<string, string>();

  constructor(ort: Ort, device: GPUDevice, { queue = new RunQueue(), leastRunMs }: OrtGpuOptions = {}) {
    this.ort = ort;
    this.device = device;
    this.queue = queue;
    this.#leastRunMs = leastRunMs;
  }

  /** The same runtime on another device of the same adapter: what was tried on the former one is not tried again. */
  on(device: GPUDevice): OrtGpu {
    const { queue } = this;
    const successor = new OrtGpu(this.ort, device, {
      queue,
      ...(this.#leastRunMs === undefined ? {} : { leastRunMs: this.#leastRunMs }),
    });
    successor.#captureNotes = this.#captureNotes;
    return successor;
  }

  /** Fetches and starts the runtime. A start that failed stays failed: a retry needs a new worker. */
  static async start(device: GPUDevice, build: Exclude<OrtBuild, 'wasm'>): Promise<OrtGpu> {
    const { ort } = await loadOrt(build, 1);
    return new OrtGpu(ort, device);
  }

  /**
   * @param scope owns the graph's buffers.
   * @throws FaultError `model-corrupt` (not ONNX, truncated, wrong inputs or outputs, shapes left open), `out-of-memory`.
   */
  async load(scope: ResourceScope, spec: GraphSpec, weights: Uint8Array, options: LoadOptions): Promise<GpuGraph> {
    const key = `${spec.id}, ${weights.byteLength} bytes`;
    const known = options.capture ? this.#captureNotes.get(key) : 'not tried';
    const captured = known === '';
    const session = await this.#create(spec, weights, captured);
    try {
      checkNames(spec, session);
      const inputs = new Map(
        spec.inputs.map(({ name, dims }) => [name, options.shared?.get(name) ?? tensorOf(scope, name, dims)]),
      );
      const outputs = new Map(spec.outputs.map((name) => [name, tensorOf(scope, name, shapeOf(spec, session, name))]));
      const [feeds, fetches] = [this.#tensors(inputs), this.#tensors(outputs)];
      const watch = new RunWatch(this.#leastRunMs);
      const made = { spec, inputs, outputs, feeds, fetches, session, watch, captured, captureNote: known ?? '' };
      // Pipelines compile and memory is laid out now, not on the first frame.
      await this.#run(made, CREATE_WATCHDOG_MS);
      const graph = known === undefined ? await this.#capture(made, weights) : made;
      if (options.capture) this.#captureNotes.set(key, graph.captureNote);
      this.#graphs.add(graph);
      return graph;
    } catch (error) {
      await this.#end(spec, session);
      throw error;
    }
  }

  /**
   * Resolves when the work is with the GPU: what is submitted after that sees the answers. A call that does not return, and work
   * that the GPU does not finish, count as hung by how long this network's runs took before. @throws FaultError `model-run`.
   */
  async run(graph: GpuGraph): Promise<GpuRun> {
    const owned = this.#own(graph);
    const { watch, spec } = owned;
    const { limitMs } = watch;
    const run = await this.#run(owned, limitMs);
    const stop = deadline(limitMs, () =>
      this.queue.giveUp(silence(`the graphics processor, run of ${spec.id},`, limitMs)),
    );
    void run.runMs.then((ms) => {
      stop();
      watch.note(ms);
    });
    return run;
  }

  async release(graph: GpuGraph): Promise<void> {
    const owned = this.#own(graph);
    this.#graphs.delete(owned);
    await this.#end(owned.spec, owned.session);
  }

  async dispose(): Promise<void> {
    for (const graph of [...this.#graphs]) await this.release(graph);
  }

  /** The graph with its commands recorded, where replaying them gives the same answers; else as it was, and why. */
  async #capture(plain: OrtGraph, weights: Uint8Array): Promise<OrtGraph> {
    let session: InferenceSession | undefined;
    let note: string;
    try {
      session = await this.#create(plain.spec, weights, true);
      const recorded: OrtGraph = { ...plain, session, captured: true, captureNote: '' };
      note = await compareCaptured({
        device: this.device,
        inputs: [...plain.inputs.values()],
        outputs: [...plain.outputs.values()],
        plain: () => this.#finish(plain),
        captured: () => this.#finish(recorded),
      });
      if (note === '') {
        await this.#end(plain.spec, plain.session);
        return recorded;
      }
    } catch (error) {
      // A graph that cannot be recorded (control flow, a node on the CPU) runs plainly.
      note = messageOf(error);
    }
    if (session) await this.#end(plain.spec, session);
    return { ...plain, captureNote: note };
  }

  async #finish(graph: OrtGraph): Promise<void> {
    const { runMs } = await this.#run(graph, CREATE_WATCHDOG_MS);
    await runMs;
  }

  async #run({ session, feeds, fetches, spec }: OrtGraph, watchdogMs: number): Promise<GpuRun> {
    let start = 0;
    const submit = (): Promise<InferenceSession.ReturnType> => {
      start = performance.now();
      return session.run(feeds, fetches);
    };
    await this.queue.add(`run of ${spec.id}`, submit, watchdogMs).catch((error: unknown) => {
      throw error instanceof FaultError
        ? error
        : new FaultError('model-run', `${spec.id}: ${messageOf(error)}`, { cause: error });
    });
    const passed = (): number => performance.now() - start;
    // Asked for before our own passes are submitted, so that they are not counted in. Rejects only on a lost device.
    return { startedAt: start, runMs: this.device.queue.onSubmittedWorkDone().then(passed, passed) };
  }

  async #create(spec: GraphSpec, weights: Uint8Array, capture: boolean): Promise<InferenceSession> {
    // The device goes in with each session: `env.webgpu.device` is not read in 1.30 (onnxruntime #26107).
    const provider: InferenceSession.WebGpuExecutionProviderOption & { device: GPUDevice } = {
      name: 'webgpu',
      device: this.device,
      // Shapes never change: a buffer fits again or not at all, and no spare ones are kept (onnxruntime #29016).
      storageBufferCacheMode: 'simple',
      validationMode: 'wgpuOnly',
    };
    const create = (): Promise<InferenceSession> =>
      // A copy: some builds take the array with them.
      this.ort.InferenceSession.create(weights.slice(), {
        executionProviders: [provider],
        preferredOutputLocation: 'gpu-buffer',
        enableGraphCapture: capture,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
    try {
      return await this.queue.add(`start of ${spec.id}`, create, CREATE_WATCHDOG_MS);
    } catch (error) {
      throw createFault(spec, error);
    }
  }

  async #end({ id }: GraphSpec, session: InferenceSession): Promise<void> {
    await this.queue.add(`release of ${id}`, () => session.release(), RELEASE_WATCHDOG_MS);
  }

  #tensors(tensors: ReadonlyMap<string, GpuTensor>): Record<string, Tensor> {
    return Object.fromEntries(
      [...tensors].map(([name, { buffer, dims }]) => [
        name,
        this.ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }) as Tensor,
      ]),
    );
  }

  #own(graph: GpuGraph): OrtGraph {
    for (const owned of this.#graphs) if (owned === graph) return owned;
    throw new FaultError('internal', `${graph.spec.id} does not belong to this runtime`);
  }
}

function tensorOf(scope: ResourceScope, name: string, dims: readonly number[]): GpuTensor {
  const bytes = dims.reduce((product, side) => product * side, Float32Array.BYTES_PER_ELEMENT);
  const size = Math.ceil(bytes / BUFFER_ALIGNMENT) * BUFFER_ALIGNMENT;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  return { buffer: scope.buffer({ label: name, size, usage }), dims, bytes };
}

/** An open first axis is the batch, of one picture. */
function shapeOf(spec: GraphSpec, session: InferenceSession, name: string): number[] {
  const found = session.outputMetadata.find((output) => output.name === name);
  if (!found?.isTensor || found.type !== 'float32') {
    throw new FaultError('model-corrupt', `${spec.id}: output ${name} is not float32`);
  }
  return found.shape.map((side, axis) => {
    if (typeof side === 'number' && side > 0) return side;
    if (axis === 0) return 1;
    throw new FaultError(
      'model-corrupt',
      `${spec.id}: output ${name} leaves its axis ${axis} open; export it with fixed sizes`,
    );
  });
}
