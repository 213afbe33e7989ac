/**
 * What the comparison lab asks of one contender's worker, and what it hears. Types only; both sides import them. A contender is a
 * network on an engine from a file of it; each has a worker of its own, which lives only while it is compared.
 */
import type { Precision } from '../models/catalog';
import type { Box, Classification, Detection, DetectOptions, Size, StepTimings, TaskId } from '../models/contract';
import type { MediaPipeId } from '../models/mediapipe';
import type { ModelId } from '../models/registry';
import type { BoxLayer, EngineInfo, Fault } from './protocol';

export type ContenderEngine = 'webgpu' | 'wasm' | 'mediapipe-cpu' | 'mediapipe-gpu';
/** What the file is computed in. */
export type ContenderPrecision = Precision;

export interface Contender {
  readonly network: ModelId | MediaPipeId;
  readonly engine: ContenderEngine;
  /** Of WASM; 1 on the other engines. */
  readonly threads: number;
  readonly precision: ContenderPrecision;
  /** K, the places a two-stage detector looks at again; absent of all others. */
  readonly proposals?: number;
}

export interface WeightsFact {
  /** Path below `models/` in the repository, or on the server. */
  readonly file: string;
  readonly bytes: number;
  /** Hex, lower case. */
  readonly sha256: string;
}

/** A contender that is ready. All times in milliseconds. */
export interface Opened {
  readonly task: TaskId;
  /** Of MediaPipe: `provider` says where it computes, `build` is absent. */
  readonly engine: Pick<EngineInfo, 'threads' | 'note' | 'adapter'> & {
    readonly provider: EngineInfo['provider'] | 'mediapipe-cpu' | 'mediapipe-gpu';
    readonly build?: EngineInfo['build'];
  };
  readonly weights: readonly WeightsFact[];
  /** The network's input, pixels; undefined where MediaPipe keeps it to itself. */
  readonly input: Size | undefined;
  /** The runtime's start, on a GPU with its trials. */
  readonly startMs: number;
  readonly fetchMs: number;
  /** Compilation and the runtime's own first run. */
  readonly loadMs: number;
  /** GPU memory of our own buffers; undefined elsewhere. */
  readonly gpuBytes?: number;
}

/** What a contender said of one frame, and what it cost. Milliseconds. */
export interface Look {
  readonly detections: readonly Detection[];
  readonly classifications: readonly Classification[];
  /** The places a two-stage detector looked at, frame pixels: of the layer asked for, none of `final`. */
  readonly proposals: readonly Box[];
  /** `capture`, `preprocess`, `infer`, `propose`, `second-stage`, `decode`: those that there are. */
  readonly stepsMs: StepTimings;
  /** The runtime's own calls. */
  readonly runMs: number;
  /** From the frame's coming until the answer was there: the sum of the steps and what lies between them. */
  readonly totalMs: number;
}

/** Calls: answered exactly once, matched by id. */
export interface ContenderCalls {
  open: {
    args: {
      readonly contender: Contender;
      /** The app's own address: downloadable files lie below it. */
      readonly baseUrl: string;
    };
    result: Opened;
  };
  /** The worker closes the frame. */
  look: {
    args: {
      readonly frame: VideoFrame | ImageBitmap;
      readonly options: DetectOptions;
      /** Send the places of a two-stage detector along, up to this layer. */
      readonly layer: BoxLayer;
    };
    result: Look;
  };
}
export type ContenderCallName = keyof ContenderCalls;
export type ToContender = {
  [K in ContenderCallName]: { readonly type: K; readonly id: number } & ContenderCalls[K]['args'];
}[ContenderCallName];

export type FromContender =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: Opened | Look }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly fault: Fault }
  | { readonly type: 'load-progress'; readonly loadedBytes: number; readonly totalBytes: number };
