/**
 * Every message between the page and the vision worker. Both sides import this file and nothing else of each other.
 * A request is answered exactly once by a reply of the same id. Frames are not requests: they are credits (`frame-done`).
 */
import type { Precision } from '../models/catalog';
import type { FrameReport, Size, TaskId } from '../models/contract';
import type { ModelId } from '../models/registry';
import type { GpuHistory, GpuVerdict } from './gpu-history';

/** What becomes of everything that is not the person. */
export type BackgroundEffect =
  | { readonly kind: 'blur'; readonly shape: 'gaussian' | 'disc' }
  | { readonly kind: 'black' }
  /** `#rrggbb`. */
  | { readonly kind: 'color'; readonly color: string }
  /** The user's own, handed over separately; until it is there, black. */
  | { readonly kind: 'picture' }
  | { readonly kind: 'video' }
  /** The background in grey. */
  | { readonly kind: 'spotlight' }
  /** Alpha 0, for compositing elsewhere. */
  | { readonly kind: 'transparent' };

/** Which boxes of a two-stage detector are drawn: the answers alone, or under them the places that got a second look, or all that were weighed. */
export type BoxLayer = 'final' | 'kept' | 'all';

/** What the user has chosen. The worker keeps no other settings. */
export interface Settings {
  readonly tasks: Readonly<Record<TaskId, boolean>>;
  readonly models: Readonly<Record<TaskId, ModelId>>;
  /** 0..1. */
  readonly scoreThreshold: number;
  /** 0..1; 0 is no blur, 1 the strongest. */
  readonly blurStrength: number;
  readonly background: BackgroundEffect;
  /** Light of the background falls on the person's edge, as it would in the room shown. */
  readonly lightWrap: boolean;
  /** Quality goes down where the device is too slow for the camera, and up again. Off: what is chosen here stands. */
  readonly automaticQuality: boolean;
  /** Battery and heat are spared: networks look less often and, with automatic quality, are smaller. */
  readonly eco: boolean;
  /** Picture flipped left to right (front camera); text is never mirrored. */
  readonly mirror: boolean;
  /** Extra clockwise rotation that the user asked for, degrees. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** Of a two-stage detector. Left out: `PROPOSAL_COUNTS.usual` places, the answers alone. */
  readonly twoStage?: {
    /** Places that get a second look, `PROPOSAL_COUNTS.least` to `most`. */
    readonly proposals: number;
    readonly show: BoxLayer;
  };
  /** Written where Classify is sure of nothing; left out, nothing is. */
  readonly unsure?: string;
  /** The user's system asks for less motion: boxes jump from answer to answer and do not glide between. */
  readonly calm: boolean;
}

export type EngineChoice = 'auto' | 'webgpu' | 'wasm';
export type OrtBuild = 'jspi' | 'asyncify' | 'wasm';

export interface EngineInfo {
  readonly provider: 'webgpu' | 'wasm';
  readonly build: OrtBuild;
  /** WASM threads; 1 where the page is not cross-origin isolated. */
  readonly threads: number;
  /** Why it is not WebGPU, or not more than one thread, in plain words; empty where nothing was given up. */
  readonly note: string;
  /** The GPU's name as the browser tells it; absent where there is none, or none was looked for. */
  readonly adapter?: string;
  /** What the networks in use compute in; absent while none is loaded. */
  readonly precision?: Precision | 'mixed';
}

/** `frame`: its time was too short; `answer`: answers were too old; `late`: frames came late, no step says why. */
export type CutReason = 'frame' | 'answer' | 'late' | 'eco';

/** One thing that is given up for speed at the moment. */
export type QualityCut = { readonly why: CutReason } & (
  | { readonly part: 'network'; readonly task: TaskId; readonly model: ModelId }
  /** Networks see every n-th frame. */
  | { readonly part: 'rate'; readonly every: number }
  | { readonly part: 'blur' }
);

/**
 * Kinds of failure a user can act on. The page owns the words; the message is for the details line.
 */
export type FaultKind =
  | 'engine-start' // the runtime could not start (no WASM, no WASM SIMD, blocked, out of memory)
  | 'no-webgpu' // WebGPU was demanded, and there is none
  | 'model-missing' // the weights are not on this server and not stored
  | 'model-corrupt' // truncated, not ONNX, wrong SHA-256
  | 'model-run' // the network failed on a frame
  | 'frame' // a frame could not be read or drawn
  | 'source-ended' // the frame source stopped by itself
  | 'gpu' // the graphics processor failed; the page starts another worker, on WASM where it happened before
  | 'out-of-memory'
  | 'internal';

export interface Fault {
  readonly kind: FaultKind;
  /** One technical sentence in English. */
  readonly message: string;
  /** The worker goes on without user action (a frame was dropped, a task was switched off). */
  readonly recoverable: boolean;
  readonly model?: ModelId;
}

/** Where frames come from. `posted`: the page sends `frame` messages. */
export type SourceMessage =
  | { readonly kind: 'readable'; readonly readable: ReadableStream<VideoFrame> }
  | { readonly kind: 'track'; readonly track: MediaStreamTrack }
  | { readonly kind: 'posted' };

/** Calls: answered exactly once, matched by id. */
export interface Calls {
  /** Starts the runtime. The canvas is handed over once in the worker's life. */
  init: {
    args: {
      canvas: OffscreenCanvas;
      settings: Settings;
      engine: EngineChoice;
      /** WASM threads; 0 lets the worker choose. */
      threads: number;
      /** Left out, nothing is known and everything is tried anew. */
      gpuHistory?: GpuHistory;
      /** Safari's engine on a phone or tablet (any browser there), which has little memory and does not give it back. */
      frugal?: boolean;
      /** Runtime, networks and pictures together, MiB; left out, there is enough. */
      memoryBoundMiB?: number;
      /** For benchmarks: wait until each picture is rasterised, so that the time of `draw` is its real cost. */
      measure?: boolean;
      /** For benchmarks: `aligned` lets each frame wait for its own answers, `carried` none. Left out, the measured pace decides. */
      showing?: 'aligned' | 'carried';
    };
    result: EngineInfo;
  };
  /** Applies settings; loads the models of tasks switched on (progress arrives as `load-progress`). Rejects with the first fault. */
  configure: { args: { settings: Settings }; result: undefined };
  /** Replaces the frame source; the former one is cancelled. */
  attach: { args: { source: SourceMessage }; result: undefined };
  detach: { args: object; result: undefined };
  /** Canvas backing size in pixels. */
  resize: { args: { size: Size }; result: undefined };
  /** Processes this picture now and again at each `configure` until the next source. The worker closes it. */
  still: { args: { bitmap: ImageBitmap }; result: FrameReport };
  pause: { args: { paused: boolean }; result: undefined };
  /**
   * The user's own background, for the effects `picture` and `video`; the worker closes it. Undefined takes it away.
   * A video is many of these calls: the page sends the next image when the last call was answered.
   */
  backdrop: { args: { image: ImageBitmap | VideoFrame | undefined }; result: undefined };
  /** Each picture shown is also sent to the page as `output`, for a track made of them. */
  output: { args: { on: boolean }; result: undefined };
  /** The canvas as it is shown, PNG. */
  snapshot: { args: object; result: Blob };
  dispose: { args: object; result: undefined };
}
export type CallName = keyof Calls;
export type Request = { [K in CallName]: { readonly type: K; readonly id: number } & Calls[K]['args'] }[CallName];

/** One frame handed over; the worker closes it exactly once and answers `frame-done`. */
export interface FrameMessage {
  readonly type: 'frame';
  readonly frame: VideoFrame | ImageBitmap;
  /** Between this frame and the one before it on the page, sent or not, milliseconds; undefined for a source's first. */
  readonly gapMs: number | undefined;
  /** Frames the page closed unsent since the last one sent. */
  readonly skipped: number;
}
/** The page has finished with an `output` frame: the next may come. */
export interface OutputDone {
  readonly type: 'output-done';
}
export type ToWorker = Request | FrameMessage | OutputDone;

export type Reply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: Calls[CallName]['result'] }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly fault: Fault };

export type FromWorker =
  | Reply
  | { readonly type: 'frame-done' }
  /** Where `output` is on: what was just drawn, with the timestamp of the frame it was made of. The page closes it and answers `output-done`. */
  | { readonly type: 'output'; readonly frame: VideoFrame | ImageBitmap }
  | { readonly type: 'report'; readonly report: FrameReport }
  /**
   * Only where `init` asked to `measure`: the frame's picture was handed to the compositor, milliseconds after its arrival; and the
   * path's counters then, totals since it was made.
   */
  | {
      readonly type: 'presented';
      readonly seq: number;
      readonly totalMs: number;
      readonly path: 'cpu' | 'gpu';
      readonly readBackBytes: number;
      readonly dispatches: number;
      /** Of ONNX Runtime alone, on the GPU. */
      readonly runtimeDispatches: number;
    }
  | {
      readonly type: 'load-progress';
      readonly model: ModelId | 'runtime';
      readonly loadedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly type: 'engine'; readonly engine: EngineInfo }
  /** A GPU was tried; to be kept for the next visit. */
  | { readonly type: 'gpu-verdict'; readonly verdict: GpuVerdict }
  /**
   * The GPU failed at work, `Date.now()`. With `rebuild` the worker helps itself; with the others it has stopped, its picture
   * stays, and it waits to be replaced: by one on the GPU again, or, given up, on WASM.
   */
  | {
      readonly type: 'gpu-trouble';
      readonly atMs: number;
      readonly reason: string;
      readonly remedy: 'rebuild' | 'replace-worker' | 'give-up';
    }
  /** Whenever it changes; empty where nothing is given up any more. */
  | { readonly type: 'quality'; readonly cuts: readonly QualityCut[] }
  | { readonly type: 'fault'; readonly fault: Fault };

/** The objects of a message that change owner with it. */
export function transferOf(message: ToWorker): Transferable[] {
  switch (message.type) {
    case 'init':
      return [message.canvas];
    case 'frame':
      return [message.frame];
    case 'still':
      return [message.bitmap];
    case 'backdrop':
      return message.image ? [message.image] : [];
    case 'attach':
      if (message.source.kind === 'readable') return [message.source.readable];
      // Safari transfers tracks; the DOM typings do not know it yet (w3c/mediacapture-transform).
      if (message.source.kind === 'track') return [message.source.track as unknown as Transferable];
      return [];
    case 'configure':
    case 'detach':
    case 'resize':
    case 'pause':
    case 'output':
    case 'output-done':
    case 'snapshot':
    case 'dispose':
      return [];
    default:
      return unreachable(message);
  }
}

/** The compiler proves that every case was handled; at run time a foreign message is an error, not silence. */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected message: ${JSON.stringify(value)}`);
}
