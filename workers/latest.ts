/** What the networks said last, how old it is, and how it is carried on to newer frames. Owns the mask. */
import type { Box, Classification, Detection, Size } from '../models/contract';
import {
  carriedDetections,
  NO_TRACKS,
  updateTracks,
  type CarryOptions,
  type TrackedDetection,
  type Tracks,
} from '../models/math/track';
import type { FramePath, PersonMask, ProposalLayers } from './frame-path';
import type { FrameView } from './frame-view';
import type { BoxLayer } from './protocol';
import { layerBoxes } from './proposal-layers';

/** A person moves on under a mask: an older one hides everything instead of showing what it should hide, milliseconds. */
export const OLDEST_MASK_MS = 500;
/** Boxes and names older than this, and than a few answers take, say nothing about the picture any more, milliseconds. */
const OLDEST_ANSWER = { ms: 1_000, leads: 3 };

/** What one inference found. A task that was off or failed is undefined. */
export interface Findings {
  readonly detections: readonly Detection[] | undefined;
  readonly classifications: readonly Classification[] | undefined;
  readonly mask: PersonMask | undefined;
  /** The boxes that a two-stage detector looked at. */
  readonly proposals?: ProposalLayers | undefined;
}

/** Of which frame an answer is, and when it came; milliseconds on one clock. */
export interface AnswerOrigin {
  readonly view: FrameView;
  /** Only the path that made a mask can draw it. */
  readonly path: FramePath;
  readonly seenMs: number;
  readonly nowMs: number;
  readonly appear: number;
}

export class Latest {
  #tracks: Tracks = NO_TRACKS;
  #classifications: readonly Classification[] | undefined;
  #proposals: ProposalLayers | undefined;
  #mask: { readonly mask: PersonMask; readonly path: FramePath; readonly seenMs: number } | undefined;
  #geometry = '';
  #seenMs: number | undefined;
  #leadMs = 0;

  /** The answers' frame came then; undefined where there are none or they are too old to say anything about a frame of `atMs`. */
  seenMs(atMs: number): number | undefined {
    const oldest = Math.max(OLDEST_ANSWER.ms, OLDEST_ANSWER.leads * this.#leadMs);
    return this.#seenMs !== undefined && atMs - this.#seenMs <= oldest ? this.#seenMs : undefined;
  }

  /** Takes ownership of the mask. Answers of a frame that stood otherwise than those being shown begin anew. */
  take({ detections, classifications, mask, proposals }: Findings, origin: AnswerOrigin): void {
    const { view, path, seenMs, nowMs, appear } = origin;
    this.fit(view);
    if (detections) this.#proposals = proposals;
    if (detections) this.#tracks = updateTracks(this.#tracks, detections, { seenMs, nowMs, appear });
    if (classifications) this.#classifications = classifications;
    if (mask) {
      this.#mask?.mask.release();
      this.#mask = { mask, path, seenMs };
    }
    if (detections ?? classifications ?? mask) {
      this.#seenMs = seenMs;
      this.#leadMs = nowMs - seenMs;
    }
  }

  /** Forgets what was said of frames that stood otherwise. To be called before anything is shown on a frame. */
  fit(view: FrameView): void {
    const geometry = geometryOf(view);
    if (geometry === this.#geometry) return;
    this.forget();
    this.#geometry = geometry;
  }

  detections(options: CarryOptions): TrackedDetection[] {
    return this.seenMs(options.atMs) === undefined ? [] : carriedDetections(this.#tracks, options);
  }

  /** Undefined where none is known; empty where the network was sure of none. */
  classifications(atMs: number): readonly Classification[] | undefined {
    return this.seenMs(atMs) === undefined ? undefined : this.#classifications;
  }

  /** Boxes under the answers, frame pixels: of the frame that was looked at, since a place that was weighed is not carried on. */
  proposals(atMs: number, layer: BoxLayer | undefined): readonly Box[] {
    return this.seenMs(atMs) === undefined ? [] : layerBoxes(this.#proposals, layer);
  }

  /** Undefined where there is none, it is too old for a frame of `atMs`, or another path made it. */
  mask(atMs: number, path: FramePath): PersonMask | undefined {
    const kept = this.#mask;
    return kept?.path === path && atMs - kept.seenMs <= OLDEST_MASK_MS ? kept.mask : undefined;
  }

  forget(): void {
    this.#tracks = NO_TRACKS;
    this.#classifications = undefined;
    this.#proposals = undefined;
    this.#mask?.mask.release();
    this.#mask = undefined;
    this.#seenMs = undefined;
    this.#leadMs = 0;
  }
}

/** How a frame stands: answers about one do not hold for another that stands otherwise. */
export function geometryOf({ upright, pose, userPose }: Omit<FrameView, 'image'>): string {
  const size = ({ width, height }: Size): string => `${width}×${height}`;
  return `${size(upright)} ${pose.turn} ${pose.flip} ${userPose.turn}`;
}
