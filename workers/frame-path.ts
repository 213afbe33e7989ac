/**
 * How a frame's pixels are handled: in memory beside WASM (`cpu/cpu-path.ts`) or in GPU memory beside WebGPU (`gpu/gpu-path.ts`).
 * Both answer to this interface and to the same tests; the pipeline does not know which one it has.
 *
 * A frame's image belongs to the pipeline, which closes it after its last use. Only one inference is under way at a time, so a
 * network's input is never filled while it is read; `draw` may happen at any time between.
 */
import type {
  Box,
  Classification,
  DetectOptions,
  Detection,
  Model,
  Placement,
  Size,
  StepTimings,
} from '../models/contract';
import type { Backdrop } from './backdrop';
import type { StoredAnswers } from '../models/golden/compare';
import type { FrameView } from './frame-view';
import type { BackgroundEffect, BoxLayer, EngineInfo } from './protocol';

/** A network that is ready: compiled, warmed, with an input of its own. Belongs to the path that loaded it. */
export interface Network<M extends Model = Model> {
  readonly model: M;
}

/** What a network said. */
export interface Answer<T> {
  readonly value: T;
  /** The runtime's own call, without queueing and read-back, milliseconds. */
  readonly runMs: number;
  /** From the network's outputs to `value`, read-back included, milliseconds. */
  readonly decodeMs: number;
  /** What lay between them in a two-stage detector: `propose` and `second-stage`, milliseconds. */
  readonly between?: StepTimings;
  /** The boxes a two-stage detector looked at before it answered: beside WASM always, where they cost nothing; on a GPU as `PathDetectOptions.layer` says. */
  readonly proposals?: ProposalLayers;
}

/** Corners in model pixels, as in `Proposals`; `placement` maps them to the frame. */
export interface ProposalLayers {
  readonly placement: Placement;
  /** Every box that took part in the suppression; empty where only those kept were wanted of a GPU. */
  readonly considered: Float32Array;
  /** Those that got a second look. */
  readonly kept: Float32Array;
}

export interface PathDetectOptions extends DetectOptions {
  /**
   * Of a two-stage detector: the boxes up to this layer are wanted beside the answers. A GPU has to send them back then: 24 bytes a
   * place kept and 16 a place considered, 23 kB at most. Left out, `final`: nothing but the answers.
   */
  readonly layer?: BoxLayer;
}

/** Running totals since the path was made; differences of two readings tell what a frame cost. */
export interface PathCounters {
  /** Bytes that came back from the GPU to JavaScript. */
  readonly readBackBytes: number;
  /** Compute dispatches and draw calls of our own, the runtime's not among them. */
  readonly dispatches: number;
}

/** Where the person is, as the path that made it keeps it (floats, or a texture). Only that path's `draw` can read it. */
export interface PersonMask {
  readonly placement: Placement;
  /** Gives its memory back; the mask must not be drawn afterwards. */
  release(): void;
}

export interface PortraitScene {
  /** Undefined while it is not known where the person is: then the whole picture is hidden, whatever the effect. */
  readonly mask: PersonMask | undefined;
  readonly effect: BackgroundEffect;
  /** For the effects `picture` and `video`; undefined until it came: then black. Drawn so that it covers the upright frame, never mirrored. */
  readonly backdrop: Backdrop | undefined;
  readonly lightWrap: boolean;
  /** 0..1. */
  readonly strength: number;
  /** How often the blur's resolution is halved to save time, 0 to the path's `coarseSteps`; 0 where left out. */
  readonly coarseness?: number;
}

/** No class: the network is sure of none. */
export const UNSURE_CLASS = -1;

export interface Scene {
  readonly view: FrameView;
  readonly mirror: boolean;
  /** Present while Portrait is on. */
  readonly portrait: PortraitScene | undefined;
  readonly detections: readonly Detection[];
  /** Places a two-stage detector looked at, where they are to be shown: frame pixels. */
  readonly proposals?: readonly Box[];
  /** Undefined while Classify is off. One of `UNSURE_CLASS` has words for its label, to be written as they are. */
  readonly classifications: readonly Classification[] | undefined;
}

export interface FramePath {
  readonly kind: 'cpu' | 'gpu';
  readonly engine: EngineInfo;
  readonly counters: PathCounters;
  /** How often this path can halve the blur's resolution, and so draw faster; never where left out. */
  readonly coarseSteps?: number;
  /** What putting a picture together takes beside the time of `draw` itself: on a GPU, which works on after it. Undefined where unknown. */
  readonly drawMs?: number | undefined;

  /** @param second weights of the second graph, where the model has one. @throws FaultError `model-corrupt`, `out-of-memory`. */
  load<M extends Model>(model: M, weights: Uint8Array, second?: Uint8Array): Promise<Network<M>>;
  release(network: Network): Promise<void>;

  /** Files in half floats can be run. Absent: they cannot. */
  readonly halfFloats?: boolean;
  /** Runs a network that no frame uses yet on the made-up picture. @returns how far it is from its stored answers. Absent on WASM. */
  difference?(network: Network, stored: StoredAnswers): Promise<number>;

  /**
   * Fills the inputs of these networks from the frame. The image may be closed afterwards. @throws FaultError `frame`.
   * @param follows these frames are a stream: a segmenter may look at the part with the person in it. Else it sees the whole frame
   * @returns the milliseconds of `capture` and `preprocess`, as far as they can be told apart.
   */
  prepare(view: FrameView, networks: readonly Network[], follows?: boolean): Promise<StepTimings>;
  /** Does of `draw` what needs no answer, while the network runs. Only to save time: `draw` does not rely on it. */
  stage?(view: FrameView): Promise<void>;
  /** Runs a network on what `prepare` put into its input. @throws FaultError `model-run`. */
  detect(network: Network, options: PathDetectOptions): Promise<Answer<readonly Detection[]>>;
  /** Undefined only where it follows a person and looked about for others: the mask before stands. */
  segment(network: Network): Promise<Answer<PersonMask | undefined>>;
  classify(network: Network, count: number): Promise<Answer<readonly Classification[]>>;

  /** What frames come next has nothing to do with those before: no mask leans on an earlier one. */
  forget(): void;

  /** Backing size of the canvas in pixels; the picture shown is kept until the next `draw`. */
  resize(size: Size): void;
  /** Shows the scene; the view's image must be open. */
  draw(scene: Scene): void;
  /** Resolves when the picture before the last is finished: who draws the next one after that never makes pictures queue up. */
  caughtUp?(): Promise<void>;
  /** What is shown now, as PNG. */
  snapshot(): Promise<Blob>;
  dispose(): Promise<void>;
}
