/** A network on the GPU: its graph, the pass that fills it and the pass that reads it. */
import type { Model, Placement } from '../../models/contract';
import type { GpuGraph } from '../engines/ort-gpu';
import { FaultError } from '../fault';
import type { Network } from '../frame-path';
import { PersonLooks, type Look } from '../person-looks';
import type { MaskMaker } from './gpu-mask';
import type { JoinLevelsPass } from './passes/join-levels';
import type { PreprocessPass } from './passes/preprocess';
import type { SelectBoxesPass } from './passes/select-boxes';
import type { ReadbackRing } from './readback-ring';
import type { ResourceScope } from './resource-scope';
import type { TwoStageRunner } from './two-stage';

export interface GpuNetworkParts<M extends Model> {
  readonly model: M;
  readonly graph: GpuGraph;
  readonly scope: ResourceScope;
  readonly preprocess: PreprocessPass;
  /** Of detectors whose head a pass knows. */
  readonly select?: SelectBoxesPass;
  /** Goes before `select`, where outputs come a tensor per stride. */
  readonly join?: JoinLevelsPass;
  /** Of two-stage detectors. */
  readonly twoStage?: TwoStageRunner;
  /** For boxes, or for where people are; or for whole outputs, where no pass reads them. */
  readonly ring?: ReadbackRing;
  /** Of segmenters. */
  readonly masks?: MaskMaker;
}

export class GpuNetwork<M extends Model = Model> implements Network<M> {
  readonly model: M;
  readonly parts: GpuNetworkParts<M>;
  /** Where the frame lies that `prepare` put into the input. */
  placement: Placement | undefined;
  /** Of segmenters: where they look. */
  readonly looks = new PersonLooks();
  look: Look | undefined;

  constructor(parts: GpuNetworkParts<M>) {
    this.model = parts.model;
    this.parts = parts;
  }

  /** @throws FaultError for a network of another path. */
  static of(network: Network): GpuNetwork {
    if (network instanceof GpuNetwork) return network;
    throw new FaultError('internal', `${network.model.spec.id} was loaded by another frame path`);
  }

  /** @throws FaultError where no frame was prepared yet. */
  get prepared(): Placement {
    if (this.placement) return this.placement;
    throw new FaultError('internal', `${this.model.spec.id} was run before any frame was prepared`);
  }
}
