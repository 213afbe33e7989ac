/**
 * The frame's path through GPU memory: camera frame → network input → network → boxes, mask → canvas, on one device. Pixels never
 * come back; of a detector only the boxes that survive do. Drawing never waits for a network.
 */
import type { Classification, Detection, Model, RawOutputs, Size, StepTimings } from '../../models/contract';
import { inFrame } from '../../models/math/candidates';
import { place } from '../../models/math/letterbox';
import type { StoredAnswers } from '../../models/golden/compare';
import type { GpuRun, OrtGpu } from '../engines/ort-gpu';
import { FaultError } from '../fault';
import type { Answer, FramePath, Network, PathCounters, PathDetectOptions, PersonMask, Scene } from '../frame-path';
import type { FrameView } from '../frame-view';
import type { EngineInfo } from '../protocol';
import { FrameImporter, type ImportMode } from './frame-texture';
import { GpuMask, MASK_DISPATCHES, maskPipelines } from './gpu-mask';
import { GpuNetwork } from './gpu-network';
import { MOST_DETECTIONS, NetworkLoader } from './network-loader';
import { probeImport } from './import-probe';
import { differenceOf } from './network-check';
import { DrawClock } from './draw-clock';
import { CompositePass } from './passes/composite';
import { PreprocessPipelines } from './passes/preprocess';
import { foundBytes, readFound } from './passes/select-boxes';
import type { Tally } from './readback-ring';
import { ResourceScope, type ResourceCounts } from './resource-scope';
import { Screen } from './screen';

export interface GpuPathOptions {
  readonly runtime: OrtGpu;
  readonly engine: EngineInfo;
  readonly canvas: OffscreenCanvas;
  /** Networks are recorded and replayed where that answers alike. */
  readonly capture: boolean;
  /** What the device refuses while frames are worked on. Without it, it goes to the console. */
  readonly onRefused?: (error: GPUError) => void;
  /** How frames get in, where that is known of this adapter; left out, it is found out. */
  readonly mode?: ImportMode;
}

/** From the first call that fails on a lost device until the loss is told, milliseconds: over a second on a busy machine. */
const NEWS_OF_LOSS_MS = 3_000;

/** What is made once per device. */
interface Parts {
  readonly scope: ResourceScope;
  readonly mode: ImportMode;
  readonly importer: FrameImporter;
  readonly loader: NetworkLoader;
  readonly tally: Tally;
  readonly screen: Screen;
  readonly composite: CompositePass;
  readonly clock: DrawClock;
}

export class GpuPath implements FramePath {
  readonly kind = 'gpu';
  /** The blur's picture may be halved twice before it shows. */
  readonly coarseSteps = 2;
  readonly engine: EngineInfo;
  readonly device: GPUDevice;
  /** The only sign that the device is gone; calls on it go on succeeding. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  readonly #runtime: OrtGpu;
  readonly #parts: Parts;
  #isLost = false;
  #dispatches = 0;
  readonly #networks = new Set<GpuNetwork>();
  /** When the GPU has finished the last picture, and the one before. */
  #finished: readonly [last: Promise<void>, before: Promise<void>] = [Promise.resolve(), Promise.resolve()];

  /**
   * Compiles what every frame needs and finds out how frames get in.
   * @throws FaultError `engine-start` where this device cannot show pictures.
   */
  static async open(options: GpuPathOptions): Promise<GpuPath> {
    const { runtime, capture, canvas } = options;
    const scope = new ResourceScope(runtime.device);
    try {
      const pipelines = new PreprocessPipelines(scope.device);
      const drawing = Promise.all([Screen.open(scope, canvas), CompositePass.open(scope)]);
      // After a loss the picture is what is waited for: shaders of networks, which were good before, follow behind it.
      if (options.mode) await drawing;
      const warm = Promise.all([pipelines.warm('external', 'float32'), pipelines.warm('plain', 'float32')]);
      const masks = maskPipelines(scope.device);
      const inputs = Promise.all([warm, masks]);
      // Whoever waits for them is told.
      for (const promise of [drawing, inputs]) promise.catch(() => undefined);
      const mode = options.mode ?? (await inputs.then(() => probeImport(scope, pipelines))).mode;
      const [screen, composite] = await drawing;
      const tally: Tally = { bytes: 0 };
      const loader = new NetworkLoader({ scope, runtime, pipelines, warm, masks, tally, capture });
      return new GpuPath(options, {
        scope,
        mode,
        loader,
        tally,
        screen,
        composite,
        clock: new DrawClock(scope, tally),
        importer: new FrameImporter(scope, mode),
      });
    } catch (error) {
      scope.dispose();
      const message = error instanceof Error ? error.message : String(error);
      throw error instanceof FaultError ? error : new FaultError('engine-start', message, { cause: error });
    }
  }

  private constructor({ runtime, engine, onRefused }: GpuPathOptions, parts: Parts) {
    this.engine = engine;
    this.device = runtime.device;
    this.lost = runtime.device.lost;
    this.#runtime = runtime;
    this.#parts = parts;
    void this.lost.then(() => (this.#isLost = true));
    if (onRefused) runtime.device.addEventListener('uncapturederror', ({ error }) => onRefused(error));
  }

  get counters(): PathCounters {
    return { readBackBytes: this.#parts.tally.bytes, dispatches: this.#dispatches };
  }

  /** The device is gone: whatever is drawn, the last picture stays, until its canvas is drawn on by another. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** How frames get in. */
  get importMode(): ImportMode {
    return this.#parts.mode;
  }

  /** Live GPU objects of ours: flat in the long run, or something leaks. */
  get resources(): ResourceCounts {
    return this.#parts.scope.counts();
  }

  /** GPU memory of our own buffers and textures. */
  get resourceBytes(): number {
    return this.#parts.scope.bytes();
  }

  get drawMs(): number | undefined {
    return this.#parts.clock.drawMs;
  }

  get overlayUploads(): number {
    return this.#parts.screen.overlayUploads;
  }

  async load<M extends Model>(model: M, weights: Uint8Array, second?: Uint8Array): Promise<Network<M>> {
    const network = await this.#ask(() => this.#parts.loader.load(model, weights, second));
    this.#networks.add(network);
    return network;
  }

  get halfFloats(): boolean {
    return this.device.features.has('shader-f16');
  }

  difference(network: Network, stored: StoredAnswers): Promise<number> {
    return this.#ask(() => differenceOf(this.#runtime, GpuNetwork.of(network).parts.graph, stored));
  }

  async release(network: Network): Promise<void> {
    const own = GpuNetwork.of(network);
    this.#networks.delete(own);
    const { graph, twoStage, scope } = own.parts;
    await this.#runtime.release(graph);
    if (twoStage) await this.#runtime.release(twoStage.second);
    scope.dispose();
  }

  prepare(view: FrameView, networks: readonly Network[], follows = false): Promise<StepTimings> {
    return new Promise((resolve) => resolve(this.#prepare(view, networks, follows)));
  }

  #prepare(view: FrameView, networks: readonly Network[], follows: boolean): StepTimings {
    if (networks.length === 0 || this.#isLost) return {};
    const start = performance.now();
    const frame = this.#parts.importer.import(view);
    const imported = performance.now();
    const encoder = this.device.createCommandEncoder({ label: 'prepare' });
    const pass = encoder.beginComputePass({ label: 'preprocess' });
    for (const network of networks.map((one) => GpuNetwork.of(one))) {
      const { input } = network.model.spec;
      network.look = network.parts.masks && follows ? network.looks.next(view, input) : undefined;
      if (network.look?.anew) network.parts.masks?.forget();
      network.placement = network.look?.placement ?? place(view.upright, input, input.fit);
      network.parts.preprocess.encode(pass, frame, network.placement);
    }
    pass.end();
    this.device.queue.submit([encoder.finish()]);
    this.#dispatches += networks.length;
    return { capture: imported - start, preprocess: performance.now() - imported };
  }

  detect(network: Network, options: PathDetectOptions): Promise<Answer<readonly Detection[]>> {
    return this.#ask(() => this.#detect(network, options));
  }

  segment(network: Network): Promise<Answer<PersonMask | undefined>> {
    return this.#ask(() => this.#segment(network));
  }

  classify(network: Network, count: number): Promise<Answer<readonly Classification[]>> {
    const { model } = network;
    return this.#ask(() => {
      if (model.task !== 'classify') throw wrongTask(model, 'classify');
      return this.#readAll(network, (raw) => model.decode(raw, count));
    });
  }

  /** What fails because the device is lost is no failure of the network: calls fail a moment before the loss is told. */
  async #ask<T>(work: () => Promise<T>): Promise<T> {
    const gone = (cause?: unknown): FaultError =>
      new FaultError('gpu', 'the graphics processor was lost', { recoverable: true, cause });
    if (this.#isLost) throw gone();
    try {
      return await work();
    } catch (error) {
      if (await this.#isLostSoon()) throw gone(error);
      throw error;
    }
  }

  async #isLostSoon(): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), NEWS_OF_LOSS_MS)));
    const lost = await Promise.race([this.lost.then(() => true), later]);
    clearTimeout(timer);
    return lost;
  }

  async #detect(network: Network, options: PathDetectOptions): Promise<Answer<readonly Detection[]>> {
    const { model, parts, prepared } = GpuNetwork.of(network);
    if (model.task !== 'detect') throw wrongTask(model, 'detect');
    const { twoStage, graph, ring } = parts;
    const select = twoStage?.deciding ?? parts.select;
    if (!select || !ring) return this.#readAll(network, (raw) => model.decode(raw, prepared, options));
    const { scoreThreshold, iouThreshold, maxDetections, layer = 'final' } = options;
    const maxKept = Math.min(maxDetections, MOST_DETECTIONS);
    await ring.ready();
    const reader = layer === 'final' ? undefined : twoStage?.reader;
    await reader?.ready();
    const first = await this.#runtime.run(graph);
    const look = await twoStage?.look(first, options);
    const run = look?.run ?? first;
    const encoder = this.device.createCommandEncoder({ label: 'decode' });
    this.#dispatches += parts.join?.encode(encoder) ?? 0;
    const pass = encoder.beginComputePass({ label: 'select boxes' });
    select.encode(pass, { scoreThreshold, iouThreshold, maxKept });
    pass.end();
    this.#dispatches += 2 + (look?.dispatches ?? 0);
    const pending = ring.encode(encoder, [{ buffer: select.found, bytes: foundBytes(maxKept) }]);
    const readLayers = look && reader && layer !== 'final' ? reader.encode(encoder, layer, look.count) : undefined;
    this.device.queue.submit([encoder.finish()]);
    const [bytes, layers] = await Promise.all([pending.read(), readLayers?.()]);
    const found = readFound(bytes);
    const { labels } = model.spec;
    const classIds = Uint16Array.from(found.hits, (hit) => hit % labels.length);
    const value = inFrame({ ...found, classIds }, found.scores.keys(), prepared, labels);
    const answer = await answerOf(value, run);
    if (!look) return answer;
    const between = await look.between;
    return layers ? { ...answer, between, proposals: { placement: prepared, ...layers } } : { ...answer, between };
  }

  async #segment(network: Network): Promise<Answer<PersonMask | undefined>> {
    const { model, parts, prepared, looks, look } = GpuNetwork.of(network);
    const { masks, ring } = parts;
    if (model.task !== 'portrait' || !masks) throw wrongTask(model, 'segment');
    if (look) await ring?.ready();
    const run = await this.#runtime.run(parts.graph);
    const encoder = this.device.createCommandEncoder({ label: 'mask' });
    const mask = masks.encode(encoder, prepared);
    const seen = look && ring?.encode(encoder, [masks.seen]);
    this.device.queue.submit([encoder.finish()]);
    this.#dispatches += MASK_DISPATCHES;
    if (!look || !seen) return answerOf(mask, run);
    // Where to look next may be known a frame later; only a look about waits for what it found.
    const isWanted = seen.read().then((bytes) => looks.found(look, masks.foundIn(bytes)));
    if (!look.probes)
      isWanted.catch(() => undefined); // A lost device.
    else if (!(await isWanted)) {
      masks.takeBack();
      mask.release();
      return answerOf(undefined, run);
    }
    return answerOf(mask, run);
  }

  forget(): void {
    for (const { parts, looks } of this.#networks) {
      parts.masks?.forget();
      looks.forget();
    }
  }

  resize(size: Size): void {
    this.#parts.screen.resize(size);
  }

  draw({ view, mirror, portrait, detections, classifications, proposals = [] }: Scene): void {
    // The last good picture stays; a lost device would present an empty one.
    if (this.#isLost) return;
    const { importer, screen, composite, clock } = this.#parts;
    const frame = importer.import(view);
    const encoder = this.device.createCommandEncoder({ label: 'draw' });
    const size = view.upright;
    let texture = frame;
    let timed = (): void => undefined;
    if (portrait) {
      const mask = portrait.mask && GpuMask.of(portrait.mask);
      timed = clock.around(encoder, () => {
        texture = composite.encode(encoder, { frame, size, mask, portrait, mirror });
      });
      this.#dispatches += composite.dispatches;
    }
    const transparent = portrait?.mask !== undefined && portrait.effect.kind === 'transparent';
    const picture = { texture, size, mirror, transparent };
    this.#dispatches += screen.encode(encoder, picture, { detections, classifications, proposals });
    this.device.queue.submit([encoder.finish()]);
    timed();
    const done = (): void => undefined;
    // Rejects only on a lost device, which nobody should wait for.
    this.#finished = [this.device.queue.onSubmittedWorkDone().then(done, done), this.#finished[0]];
  }

  caughtUp(): Promise<void> {
    return this.#finished[1];
  }

  snapshot(): Promise<Blob> {
    return this.#parts.screen.snapshot();
  }

  async dispose(): Promise<void> {
    await this.#runtime.dispose();
    this.#parts.scope.dispose();
    this.device.destroy();
  }

  /** For answers that are small anyway, or that no pass can read: everything comes back and is decoded as beside WASM. */
  async #readAll<T>(network: Network, decode: (raw: RawOutputs) => T): Promise<Answer<T>> {
    const { parts, model } = GpuNetwork.of(network);
    const { ring } = parts;
    if (!ring) throw wrongTask(model, 'be read back');
    const run = await this.#runtime.run(parts.graph);
    const tensors = [...parts.graph.outputs];
    await ring.ready();
    const encoder = this.device.createCommandEncoder({ label: 'read back' });
    const pending = ring.encode(
      encoder,
      tensors.map(([, tensor]) => tensor),
    );
    this.device.queue.submit([encoder.finish()]);
    const bytes = await pending.read();
    let at = 0;
    const raw = Object.fromEntries(
      tensors.map(([name, { dims, bytes: length }]) => {
        const data = new Float32Array(bytes, at, length / Float32Array.BYTES_PER_ELEMENT);
        at += length;
        return [name, { data, dims }];
      }),
    );
    return answerOf(decode(raw), run);
  }
}

/** What is not the run is decoding: waiting for the GPU is the run's, not ours. */
async function answerOf<T>(value: T, { startedAt, runMs }: GpuRun): Promise<Answer<T>> {
  const ran = await runMs;
  return { value, runMs: ran, decodeMs: Math.max(0, performance.now() - startedAt - ran) };
}

function wrongTask({ spec }: Model, verb: string): FaultError {
  return new FaultError('internal', `${spec.id} cannot ${verb}`);
}
