/** Makes a network ready on the GPU: its graph, the pass that fills its input, and whatever reads its outputs where they lie. */
import type { DetectorModel, Model } from '../../models/contract';
import { graphOf } from '../engines/graph';
import type { GpuGraph, OrtGpu } from '../engines/ort-gpu';
import { FaultError } from '../fault';
import { MaskMaker } from './gpu-mask';
import { GpuNetwork, type GpuNetworkParts } from './gpu-network';
import { PreprocessPass, type PreprocessPipelines } from './passes/preprocess';
import { foundBytes, SelectBoxesPass, selectPipelines, type SelectPipelines } from './passes/select-boxes';
import { ReadbackRing, type Tally } from './readback-ring';
import type { ResourceScope } from './resource-scope';

/** Room in the read-back of boxes: 2.4 kB. */
export const MOST_DETECTIONS = 100;

export interface LoaderParts {
  readonly scope: ResourceScope;
  readonly runtime: OrtGpu;
  readonly pipelines: PreprocessPipelines;
  readonly masks: GPURenderPipeline;
  readonly tally: Tally;
  readonly capture: boolean;
}

type Reader = Pick<GpuNetworkParts<Model>, 'select' | 'masks' | 'ring'>;

export class NetworkLoader {
  readonly #parts: LoaderParts;
  readonly #selects = new Map<string, Promise<SelectPipelines>>();

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** @throws FaultError `model-corrupt`, `out-of-memory`. */
  async load<M extends Model>(model: M, weights: Uint8Array): Promise<GpuNetwork<M>> {
    const { runtime, pipelines, capture } = this.#parts;
    const { spec } = model;
    if (model.task === 'detect' && model.second) {
      throw new FaultError('model-run', `${spec.id} has two stages, which run on WASM only as yet`);
    }
    const scope = this.#parts.scope.child();
    let graph: GpuGraph | undefined;
    try {
      graph = await runtime.load(scope, graphOf(spec), weights, { capture });
      const target = bufferOf(graph.inputs, spec.input.name);
      const preprocess = new PreprocessPass(scope, pipelines, { input: spec.input, type: 'float32', target });
      return new GpuNetwork({ model, graph, scope, preprocess, ...(await this.#readerOf(scope, model, graph)) });
    } catch (error) {
      if (graph) await runtime.release(graph);
      scope.dispose();
      throw error;
    }
  }

  async #readerOf(scope: ResourceScope, model: Model, graph: GpuGraph): Promise<Reader> {
    const { masks, tally } = this.#parts;
    if (model.task === 'portrait') {
      const [name = ''] = model.spec.outputs;
      return { masks: new MaskMaker(scope, masks, bufferOf(graph.outputs, name), model.spec.input) };
    }
    const select = model.task === 'detect' ? await this.#selectOf(scope, model, graph) : undefined;
    if (select) return { select, ring: new ReadbackRing(scope, foundBytes(MOST_DETECTIONS), tally) };
    const whole = [...graph.outputs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return { ring: new ReadbackRing(scope, whole, tally) };
  }

  /** Undefined where no pass knows the detector's head. */
  async #selectOf(
    scope: ResourceScope,
    { head, spec }: DetectorModel,
    graph: GpuGraph,
  ): Promise<SelectBoxesPass | undefined> {
    if (!head) return undefined;
    let pipelines = this.#selects.get(head.kind);
    if (!pipelines) {
      pipelines = selectPipelines(this.#parts.runtime.device, head.kind);
      this.#selects.set(head.kind, pipelines);
    }
    const outputs = new Map([...graph.outputs].map(([name, { buffer }]) => [name, buffer]));
    const classes = spec.labels.length;
    const options = { head, input: spec.input, classes, outputs, maxKept: MOST_DETECTIONS };
    return new SelectBoxesPass(scope, await pipelines, options);
  }
}

function bufferOf(tensors: GpuGraph['inputs'], name: string): GPUBuffer {
  const tensor = tensors.get(name);
  if (!tensor) throw new FaultError('model-corrupt', `the graph has no tensor ${name}`);
  return tensor.buffer;
}
