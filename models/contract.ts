/**
 * What a network is to the rest of the program: data (ModelSpec) and a pure function (decode).
 * No DOM, no GPU, no runtime. Coordinates: origin at the top left, x to the right, y down.
 *
 * Three pictures are spoken of, and every name says which one it means:
 * - *frame*: the upright camera picture, in its own pixels;
 * - *model*: the network's input picture, e.g. 416×416;
 * - *canvas*: what is shown, in backing-store pixels.
 */

export type TaskId = 'detect' | 'portrait' | 'classify';

/** An axis-aligned box. Units are the pixels of the picture named by the variable that holds it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How a frame is placed into the model's input.
 * - `letterbox`: whole frame, aspect kept, centred, the rest padded;
 * - `letterbox-top-left`: the same, anchored at the top left (YOLOX);
 * - `stretch`: whole frame, aspect given up;
 * - `cover`: centred crop that fills the input (classification).
 */
export type FitMode = 'letterbox' | 'letterbox-top-left' | 'stretch' | 'cover';

/** Normalisation of a channel value v in 0..255: `(v - mean[c]) / std[c]`, c in the model's channel order. */
export interface InputSpec {
  /** Tensor name in the graph. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly layout: 'nchw' | 'nhwc';
  readonly channelOrder: 'rgb' | 'bgr';
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly fit: FitMode;
  /** Value of padded pixels before normalisation, 0..255. */
  readonly pad: number;
}

/** A float32 tensor read back from an engine. `data.length` is the product of `dims`. */
export interface RawTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}
export type RawOutputs = Readonly<Record<string, RawTensor>>;

export interface ModelSpec {
  readonly id: string;
  readonly task: TaskId;
  readonly input: InputSpec;
  /** Every graph output that `decode` reads. An engine fetches these and no others. */
  readonly outputs: readonly string[];
  /** Names in tensor order; empty for segmenters. */
  readonly labels: readonly string[];
}

/** Where a frame came to lie in the model's input: model = frame · scale + offset, per axis. */
export interface Placement {
  readonly frame: Size;
  readonly model: Size;
  /** Model pixels per frame pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Model pixels; negative where the frame is cropped (`cover`). */
  readonly offsetX: number;
  readonly offsetY: number;
}

export interface Detection {
  /** Frame pixels, clipped to the frame. */
  readonly boxFramePx: Box;
  /** 0..1. */
  readonly score: number;
  readonly classId: number;
  readonly label: string;
}

/** Person probability 0..1 (1 = person), row-major over the model's input picture; `placement` maps it to the frame. */
export interface Mask {
  readonly alpha: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly placement: Placement;
}

export interface Classification {
  readonly label: string;
  readonly classId: number;
  /** 0..1 after softmax. */
  readonly score: number;
}

export interface DetectOptions {
  /** Detections below are dropped, 0..1. */
  readonly scoreThreshold: number;
  /** Class-wise NMS: a box overlapping a better one of its class by more than this IoU is dropped. */
  readonly iouThreshold: number;
  readonly maxDetections: number;
  /** Of a two-stage detector: how many proposals get a second look; `PROPOSAL_COUNTS.usual` where it is not said. */
  readonly proposals?: number;
}

/** Where a first stage believes that something is, best first. Corners: left, top, right, bottom in model pixels, four a box. */
export interface Proposals {
  /** `4 · count` values. */
  readonly corners: Float32Array;
  /** Objectness 0..1, `count` values. */
  readonly scores: Float32Array;
  readonly count: number;
  /** Corners of every box that took part in the suppression, the kept among them: for showing what was thrown away. */
  readonly considered: Float32Array;
}

/**
 * The same for a second stage: `scores` [1,R,classes] and `deltas` [1,R,classes,4] (dx/w, dy/h, log w, log h against the proposal).
 * score = objectness^p · class^(1−p); a side grows or shrinks by at most exp(maxLogGrowth).
 */
export interface ProposalHead {
  readonly kind: 'proposals';
  readonly scores: string;
  readonly deltas: string;
  readonly objectnessPower: number;
  readonly maxLogGrowth: number;
}

/** A graph that takes float32 tensors instead of a picture. Data only: it can be sent to another thread. */
export interface GraphSpec {
  readonly id: string;
  readonly inputs: readonly { readonly name: string; readonly dims: readonly number[] }[];
  /** As in `ModelSpec`. */
  readonly outputs: readonly string[];
}

/** The second graph of a two-stage detector: looks at a fixed number of boxes a run; more boxes are more runs. */
export interface SecondStage {
  /** Outputs, each `[1, roisPerRun, …]`. */
  readonly graph: GraphSpec;
  /** Name of the input that is an output of the first graph, under the same name. */
  readonly features: string;
  /** Name of the input `[1, roisPerRun, 4]`: corners in model pixels. */
  readonly rois: string;
  readonly roisPerRun: number;
  /**
   * Pure. @param count at most so many proposals are kept.
   * @throws RangeError where an output of the first stage is missing or of the wrong shape, or `count` is no number of boxes.
   */
  readonly propose: (first: RawOutputs, count: number) => Proposals;
  /** `propose` said as data, for a GPU: one class, boxes held inside the input, thresholded at 0, suppressed at `iouThreshold`. */
  readonly proposals: {
    readonly head: BoxHead;
    readonly iouThreshold: number;
    /** Boxes that take part in the suppression where `count` are wanted. */
    readonly considered: (count: number) => number;
  };
  /** `decode` said as data, for a GPU. */
  readonly head: ProposalHead;
}

/**
 * How a detector's outputs stand for boxes, said as data, so that a GPU can decode them too. N cells: one row-major grid per
 * stride, laid end to end. Stride: model pixels per cell.
 * - `distances`: `boxes` [1,N,4], left, top, right, bottom from the cell's centre in strides; `scores` [1,N,classes].
 * - `grid`: `output` [1,N,5+classes], YOLOX's rows of centre, log sides, objectness, classes.
 */
export type BoxHead =
  | {
      readonly kind: 'distances';
      readonly strides: readonly number[];
      readonly boxes: string;
      readonly scores: string;
    }
  | { readonly kind: 'grid'; readonly strides: readonly number[]; readonly output: string };

/** Outputs that come a tensor per stride, in the order of the head's strides; sides as distributions, of which the mean bin counts. */
export interface OutputLevels {
  /** `scores` [1,N,classes]; `distances` [1,N,4·bins], logits. */
  readonly levels: readonly { readonly scores: string; readonly distances: string }[];
  readonly bins: number;
  /** Of a cell's centre from its middle, model pixels, both ways. */
  readonly centreOffsetPx: number;
}

/** Pure: same input, same output; throws RangeError where an output is missing or of the wrong shape. */
export interface DetectorModel {
  readonly task: 'detect';
  /** Says the same as `decode`; absent where no GPU pass knows the form: then the outputs are read back and decoded. */
  readonly head?: BoxHead;
  /** Present where `head`, a `distances` one, names tensors that are made of these first. */
  readonly levels?: OutputLevels;
  /** Of the first graph, where there are two. */
  readonly spec: ModelSpec;
  /** Present where the detector has two stages; `decode` then reads what `runSecondStage` (`math/stages.ts`) gives. */
  readonly second?: SecondStage;
  readonly decode: (raw: RawOutputs, placement: Placement, options: DetectOptions) => Detection[];
}
export interface SegmenterModel {
  readonly task: 'portrait';
  readonly spec: ModelSpec;
  readonly decode: (raw: RawOutputs, placement: Placement) => Mask;
}
export interface ClassifierModel {
  readonly task: 'classify';
  readonly spec: ModelSpec;
  /** At most `count` labels, best first. */
  readonly decode: (raw: RawOutputs, count: number) => Classification[];
}
export type Model = DetectorModel | SegmenterModel | ClassifierModel;

/**
 * The steps of a frame, in order; a step a frame does not need is 0 or absent. Of a two-stage detector `infer` is the first stage.
 */
export type StepName = 'capture' | 'preprocess' | 'infer' | 'propose' | 'second-stage' | 'decode' | 'draw';

/** Milliseconds per step, summed over the tasks that ran. */
export type StepTimings = Readonly<Partial<Record<StepName, number>>>;

/** What one picture shows and what it cost. Sent to the page after it was drawn. */
export interface FrameReport {
  readonly seq: number;
  readonly frame: Size;
  /** As drawn: answers of this frame, or the latest ones carried on. */
  readonly detections: readonly Detection[];
  readonly classifications: readonly Classification[];
  /** Whether a person mask was applied to the picture shown. */
  readonly masked: boolean;
  /** Networks looked at this very frame; else the latest answers were carried on. */
  readonly fresh: boolean;
  /** Since the picture before, networks have answered: their steps and `inferMs` are in this report, and only then. */
  readonly answered: boolean;
  /** From the coming of the frame the answers are of until they were drawn, milliseconds; undefined while there are none. */
  readonly ageMs: number | undefined;
  /** Frames of this source that came and were not shown, since it began. */
  readonly dropped: number;
  /** Between two frames of the source, milliseconds; undefined for a still and until it is known. */
  readonly intervalMs: number | undefined;
  readonly timingsMs: StepTimings;
  /** The runtime's own call per task, milliseconds; `timingsMs.infer` adds the way to it and back. */
  readonly inferMs: Readonly<Partial<Record<TaskId, number>>>;
  /** From the beginning of the work on this frame until it was drawn, milliseconds. */
  readonly totalMs: number;
}
