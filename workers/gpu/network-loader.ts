/** Makes a network ready on the GPU: its graph, the pass that fills its input, and whatever reads its outputs where they lie. */
import type { DetectorModel, Model } from '../../models/contract';
import { graphOf } from '../engines/graph';
import type { GpuGraph, OrtGpu } from '../engines/ort-gpu';
import { FaultError } from '../fault';
import { MaskMaker, type MaskPipelines } from './gpu-mask';
import { GpuNetwork, type GpuNetworkParts } from './gpu-network';
import { JoinLevelsPass, joinLevelsPipeline } from './passes/join-levels';
import { PreprocessPass, type PreprocessPipelines } from './passes/preprocess';
import { foundBytes, SelectBoxesPass, selectPipelines, type SelectPipelines } from './passes/select-boxes';
import { ReadbackRing, type Tally } from './readback-ring';
import type { ResourceScope } from './resource-scope';
import { TwoStageRunner } from './two-stage';

/** Room in the read-back of boxes: 2.4 kB. */
export const MOST_DETECTIONS = 100;

export interface LoaderParts {
  readonly scope: ResourceScope;
  readonly runtime: OrtGpu;
  readonly pipelines: PreprocessPipelines;
  /** They are compiled. */
  readonly warm: Promise<unknown>;
  readonly masks: Promise<MaskPipelines>;
  readonly tally: Tally;
  readonly capture: boolean;
}

type Reader = Pick<GpuNetworkParts<Model>, 'select' | 'join' | 'twoStage' | 'masks' | 'ring'>;

export class NetworkLoader {
  readonly #parts: LoaderParts;
  readonly #selects = new Map<string, Promise<SelectPipelines>>();

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** @throws FaultError `model-corrupt`, `out-of-memory`. */
  async load<M extends Model>(model: M, weights: Uint8Array, secondWeights?: Uint8Array): Promise<GpuNetwork<M>> {
    const { runtime, pipelines, capture, warm } = this.#parts;
    const { spec } = model;
    await warm;
    const scope = this.#parts.scope.child();
    let graph: GpuGraph | undefined;
    try {
      graph = await runtime.load(scope, graphOf(spec), weights, { capture });
      const target = bufferOf(graph.inputs, spec.input.name);
      const preprocess = new PreprocessPass(scope, pipelines, { input: spec.input, type: 'float32', target });
      const reader =
        model.task === 'detect' && model.second
          ? await this.#secondOf(scope, model, graph, secondWeights)
          : await this.#readerOf(scope, model, graph);
      return new GpuNetwork({ model, graph, scope, preprocess, ...reader });
    } catch (error) {
      if (graph) await runtime.release(graph);
      scope.dispose();
      throw error;
    }
  }

  /** The second graph of a two-stage detector, reading the first's features where they lie. */
  async #secondOf(
    scope: ResourceScope,
    { second: stage, spec }: DetectorModel,
    first: GpuGraph,
    weights: Uint8Array | undefined,
  ): Promise<Reader> {
    const { runtime, tally, capture } = this.#parts;
    const features = stage && first.outputs.get(stage.features);
    if (!stage || !features) throw new FaultError('model-corrupt', `${spec.id}: the first graph leaves no features`);
    if (!weights) throw new FaultError('model-missing', `${stage.graph.id}: no weights were given`);
    const shared = new Map([[stage.features, features]]);
    const second = await runtime.load(scope, stage.graph, weights, { capture, shared });
    try {
      const parts = { scope, runtime, spec, stage, first, second, tally, maxKept: MOST_DETECTIONS };
      return {
        twoStage: await TwoStageRunner.open(parts),
        ring: new ReadbackRing(scope, foundBytes(MOST_DETECTIONS), tally),
      };
    } catch (error) {
      await runtime.release(second);
      throw error;
    }
  }

  async #readerOf(scope: ResourceScope, model: Model, graph: GpuGraph): Promise<Reader> {
    const { masks, tally } = this.#parts;
    if (model.task === 'portrait') {
      const [name = ''] = model.spec.outputs;
      const { input: spec } = model.spec;
      const source = { spec, input: bufferOf(graph.inputs, spec.name), alpha: bufferOf(graph.outputs, name) };
      const maker = new MaskMaker(scope, await masks, source);
      return { masks: maker, ring: new ReadbackRing(scope, maker.seen.bytes, tally) };
    }
    const select = model.task === 'detect' ? await this.#selectOf(scope, model, graph) : undefined;
    if (select) return { ...select, ring: new ReadbackRing(scope, foundBytes(MOST_DETECTIONS), tally) };
    const whole = [...graph.outputs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return { ring: new ReadbackRing(scope, whole, tally) };
  }

  /** Undefined where no pass knows the detector's head. */
  async #selectOf(
    scope: ResourceScope,
    { head, levels, spec }: DetectorModel,
    graph: GpuGraph,
  ): Promise<Pick<Reader, 'select' | 'join'> | undefined> {
    if (!head) return undefined;
    let pipelines = this.#selects.get(head.kind);
    if (!pipelines) {
      pipelines = selectPipelines(this.#parts.runtime.device, head.kind);
      this.#selects.set(head.kind, pipelines);
    }
    const outputs = new Map([...graph.outputs].map(([name, { buffer }]) => [name, buffer]));
    const classes = spec.labels.length;
    const options = { head, input: spec.input, classes, outputs, maxKept: MOST_DETECTIONS };
    if (!levels || head.kind !== 'distances') return { select: new SelectBoxesPass(scope, await pipelines, options) };
    const joining = await joinLevelsPipeline(this.#parts.runtime.device, levels.bins);
    const join = new JoinLevelsPass(scope, joining, { ...options, head, levels });
    return { select: new SelectBoxesPass(scope, await pipelines, { ...options, outputs: join.joined }), join };
  }
}

function bufferOf(tensors: GpuGraph['inputs'], name: string): GPUBuffer {
  const tensor = tensors.get(name);
  if (!tensor) throw new FaultError('model-corrupt', `the graph has no tensor ${name}`);
  return tensor.buffer;
}
