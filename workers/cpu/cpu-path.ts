/** The frame's path through ordinary memory: pixels copied out, networks on the engine given, the picture on a 2D canvas. */
import type {
  Classification,
  DetectOptions,
  Detection,
  DetectorModel,
  Model,
  Placement,
  Size,
  StepTimings,
} from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { blocksOf } from '../../models/math/person-blocks';
import { PROPOSAL_COUNTS } from '../../models/math/stages';
import type { Canvas2dRenderer } from '../draw/canvas2d-renderer';
import type { Engine, LoadedModel, RunResult } from '../engines/engine';
import { FaultError } from '../fault';
import type { Answer, FramePath, Network, PathCounters, PersonMask, Scene } from '../frame-path';
import type { FrameImage, FrameView } from '../frame-view';
import { PersonLooks, type Look } from '../person-looks';
import type { EngineInfo } from '../protocol';
import { FramePixels } from './frame-pixels';
import { PersonMasks } from './person-masks';
import type { PixelPicture } from './pixel-picture';
import { Preprocessor } from './preprocess';
import { runTwoStages, type LoadedStage } from './two-stage';

class CpuNetwork<M extends Model = Model> implements Network<M> {
  readonly model: M;
  readonly loaded: LoadedModel;
  readonly preprocessor: Preprocessor;
  /** The frame that `prepare` put into the input, and where it lies. */
  image: FrameImage | undefined;
  placement: Placement | undefined;
  readonly second: LoadedStage | undefined;
  /** Of a segmenter: what its answers need besides themselves, and where it looks. */
  readonly masks: PersonMasks | undefined;
  readonly looks = new PersonLooks();
  look: Look | undefined;

  constructor(model: M, loaded: LoadedModel, second?: LoadedStage) {
    this.model = model;
    this.loaded = loaded;
    this.second = second;
    this.preprocessor = new Preprocessor(model.spec.input);
    this.masks = model.task === 'portrait' ? new PersonMasks(model.spec.input) : undefined;
  }
}

/** Nothing of ours runs on a GPU here. */
const NO_GPU_WORK: PathCounters = { readBackBytes: 0, dispatches: 0 };

export class CpuPath implements FramePath {
  readonly kind = 'cpu';
  /** The blur's picture may be halved twice before it shows. */
  readonly coarseSteps = 2;
  readonly counters = NO_GPU_WORK;
  readonly #engine: Engine;
  readonly #renderer: Canvas2dRenderer;
  readonly #pixels = new FramePixels();
  readonly #networks = new Set<CpuNetwork>();
  /** The pixels of the frame prepared or staged last: drawing the same frame need not convert it again. */
  #captured: { readonly image: FrameImage; readonly pixels: PixelPicture } | undefined;

  constructor(engine: Engine, renderer: Canvas2dRenderer) {
    this.#engine = engine;
    this.#renderer = renderer;
  }

  get engine(): EngineInfo {
    return this.#engine.info;
  }

  async load<M extends Model>(model: M, weights: Uint8Array, secondWeights?: Uint8Array): Promise<Network<M>> {
    const stage = model.task === 'detect' ? model.second : undefined;
    if (stage && !secondWeights) throw new FaultError('model-missing', `${stage.graph.id}: no weights were given`);
    const loaded = await this.#engine.load(model.spec, weights);
    if (!stage || !secondWeights) return this.#keep(new CpuNetwork(model, loaded));
    try {
      const second = { stage, loaded: await this.#engine.load(stage.graph, secondWeights) };
      return this.#keep(new CpuNetwork(model, loaded, second));
    } catch (error) {
      await this.#engine.release(loaded);
      throw error;
    }
  }

  #keep<M extends Model>(network: CpuNetwork<M>): CpuNetwork<M> {
    this.#networks.add(network);
    return network;
  }

  async release(network: Network): Promise<void> {
    const own = ownOf(network);
    this.#networks.delete(own);
    const { loaded, second } = own;
    await this.#engine.release(loaded);
    if (second) await this.#engine.release(second.loaded);
  }

  async prepare(view: FrameView, networks: readonly Network[], follows = false): Promise<StepTimings> {
    this.#captured = undefined;
    if (networks.length === 0) return {};
    const start = performance.now();
    const pixels = await this.#pixels.read(view);
    this.#captured = { image: view.image, pixels };
    const captured = performance.now();
    for (const network of networks.map(ownOf)) {
      const { input } = network.model.spec;
      network.image = view.image;
      network.look = network.masks && follows ? network.looks.next(view, input) : undefined;
      if (network.look?.anew) network.masks?.forget();
      network.placement = network.look?.placement ?? place(view.upright, input, input.fit);
      network.preprocessor.fill(pixels, network.placement, network.loaded.input);
      network.masks?.see(network.loaded.input, network.placement);
    }
    return { capture: captured - start, preprocess: performance.now() - captured };
  }

  async stage(view: FrameView): Promise<void> {
    for (const { image, masks } of this.#networks) if (image === view.image) masks?.stage();
    const captured = this.#captured;
    const isWhole = captured?.image === view.image && captured.pixels.kind === 'rgba' && captured.pixels.imageData;
    const pixels = isWhole ? captured.pixels : await this.#pixels.whole(view);
    if (!pixels) return;
    this.#captured = { image: view.image, pixels };
    this.#renderer.stage(pixels);
  }

  detect(network: Network, options: DetectOptions): Promise<Answer<readonly Detection[]>> {
    const { model } = network;
    if (model.task !== 'detect') throw wrongTask(model, 'detect');
    const { second } = ownOf(network);
    if (second) return this.#detectInTwoStages(network, model, second, options);
    return this.#run(network, ({ raw }, placement) => model.decode(raw, placement, options));
  }

  segment(network: Network): Promise<Answer<PersonMask | undefined>> {
    const { model } = network;
    const { masks, looks, look, image } = ownOf(network);
    if (model.task !== 'portrait' || !masks) throw wrongTask(model, 'segment');
    return this.#run(network, ({ raw }, placement) => {
      const mask = model.decode(raw, placement);
      const steadied = masks.steady(mask);
      if (look && !looks.found(look, { blocks: blocksOf(mask.alpha, mask), cut: masks.wasCut })) {
        masks.takeBack();
        return undefined;
      }
      return masks.refined(steadied, image);
    });
  }

  forget(): void {
    for (const { masks, looks } of this.#networks) {
      masks?.forget();
      looks.forget();
    }
  }

  classify(network: Network, count: number): Promise<Answer<readonly Classification[]>> {
    const { model } = network;
    if (model.task !== 'classify') throw wrongTask(model, 'classify');
    return this.#run(network, ({ raw }) => model.decode(raw, count));
  }

  resize(size: Size): void {
    this.#renderer.resize(size);
  }

  draw(scene: Scene): void {
    const captured = this.#captured;
    const pixels = captured?.image === scene.view.image ? captured.pixels : undefined;
    this.#renderer.draw(scene, pixels);
  }

  snapshot(): Promise<Blob> {
    return this.#renderer.snapshot();
  }

  async dispose(): Promise<void> {
    this.#captured = undefined;
    await this.#engine.dispose();
  }

  async #detectInTwoStages(
    network: Network,
    model: DetectorModel,
    second: LoadedStage,
    options: DetectOptions,
  ): Promise<Answer<readonly Detection[]>> {
    const { loaded, placement } = preparedOf(network);
    const count = options.proposals ?? PROPOSAL_COUNTS.usual;
    const { raw, proposals, runMs, between } = await runTwoStages(this.#engine, loaded, second, count);
    const start = performance.now();
    const value = model.decode(raw, placement, options);
    const layers = { placement, considered: proposals.considered, kept: proposals.corners };
    return { value, runMs, decodeMs: performance.now() - start, between, proposals: layers };
  }

  async #run<T>(network: Network, decode: (result: RunResult, placement: Placement) => T): Promise<Answer<T>> {
    const { loaded, placement } = preparedOf(network);
    const result = await this.#engine.run(loaded);
    const start = performance.now();
    const value = decode(result, placement);
    return { value, runMs: result.runMs, decodeMs: performance.now() - start };
  }
}

function ownOf(network: Network): CpuNetwork {
  if (network instanceof CpuNetwork) return network;
  throw new FaultError('internal', `${network.model.spec.id} was loaded by another frame path`);
}

function preparedOf(network: Network): { loaded: LoadedModel; placement: Placement } {
  const { loaded, placement } = ownOf(network);
  if (!placement) throw new FaultError('internal', `${loaded.spec.id} was run before any frame was prepared`);
  return { loaded, placement };
}

function wrongTask({ spec }: Model, verb: string): FaultError {
  return new FaultError('internal', `${spec.id} cannot ${verb}`);
}
