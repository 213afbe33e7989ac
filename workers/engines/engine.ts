/** What the pipeline asks of a runtime. One engine lives in a worker; its calls may overlap, it puts them in a row itself. */
import type { GraphSpec, ModelSpec, RawOutputs } from '../../models/contract';
import type { EngineInfo } from '../protocol';

/** A network ready to run. Belongs to the engine that loaded it. */
export interface LoadedModel {
  readonly spec: ModelSpec | GraphSpec;
  /**
   * Input of the network, float32, `1·3·H·W` values in the spec's layout. The caller fills it before each `run`, and reads this
   * property anew then: a run may take the array away and bring another with the same values. Empty while a run has it.
   */
  readonly input: Float32Array;
  /** The inputs after the first, of a graph that has more than one; as `input`. */
  readonly moreInputs?: readonly Float32Array[];
}

export interface RunResult {
  /** The outputs named in the spec, valid until the next run of this model. */
  readonly raw: RawOutputs;
  /** The runtime's own call alone, without waiting in the queue, milliseconds. */
  readonly runMs: number;
}

export interface Engine {
  readonly info: EngineInfo;
  /** @throws FaultError `model-corrupt` (not ONNX, truncated, wrong inputs or outputs), `out-of-memory`. */
  load(spec: ModelSpec | GraphSpec, weights: Uint8Array): Promise<LoadedModel>;
  /**
   * @param inputs other arrays to read than the model's own
   * @throws FaultError `model-run`.
   */
  run(model: LoadedModel, inputs?: readonly Float32Array[]): Promise<RunResult>;
  release(model: LoadedModel): Promise<void>;
  dispose(): Promise<void>;
}
