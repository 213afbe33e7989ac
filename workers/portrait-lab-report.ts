/** What the portrait lab's worker is given and what it says: masks of several makers on the same frames in the same run. */

export interface LabFrame {
  readonly name: string;
  /** Upright. */
  readonly picture: ImageBitmap;
  /** White where there is a person; of any size, scaled to the picture. */
  readonly truth?: ImageBitmap;
  /** Frames of one scene follow each other closely; between scenes what is remembered is forgotten. */
  readonly scene: number;
}

/**
 * Ours alone, steadied by the frame before, and with the edge drawn to the picture's; then others'. `small` rows: all our steps on
 * the same pictures at a third of their size within grey ones, the whole of which is looked at, or (`small-followed`) the part with
 * the person in it.
 */
export type LabRowId = 'raw' | 'temporal' | 'edge' | 'mediapipe' | 'selfie' | 'small' | 'small-followed';

export interface LabRow {
  readonly id: LabRowId;
  /** Mean over the labelled frames, 0..1; null where none has a label. */
  readonly iou: number | null;
  /** Boundary F at 2 px of the frame, 0..1. */
  readonly boundaryF: number | null;
  /** Mean change along the edge from frame to frame of a still picture with camera noise, 0..1. */
  readonly flicker: number | null;
  /** Median from the frame's pixels to a mask of its size. */
  readonly msPerFrame: number | null;
  /** Why there are no figures; empty where there are. */
  readonly missing: string;
}

export interface LabReport {
  readonly schema: 'sightline-portrait-lab/1';
  readonly rows: readonly LabRow[];
  readonly frames: number;
  readonly labelled: number;
  /** Of the still clip that flicker is measured on. */
  readonly stillFrames: number;
  /** Of the first frame. */
  readonly frameSize: { readonly width: number; readonly height: number };
  readonly network: string;
  readonly wasmThreads: number;
}

export interface LabRequest {
  readonly frames: readonly LabFrame[];
  /** MediaPipe's own model file (.tflite), where the user chose one; else it is looked for on this server. */
  readonly mediapipeModel?: Uint8Array<ArrayBuffer>;
  /** The app's own address: downloadable models lie below it. */
  readonly baseUrl: string;
}

/** Where `MediaPipe` is looked for below `models/`. */
export const MEDIAPIPE_MODEL_FILE = 'selfie_segmenter_landscape.tflite';

export type FromPortraitLab =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly report: LabReport }
  | { readonly type: 'failed'; readonly message: string };
