/** The ways to get frames from a picture that moves, and which of them this browser has. */
import type { SourceMessage } from '../../workers/protocol';
import { createTrackProcessorSource } from './track-processor-source';
import { createTransferredTrackSource } from './transferred-track-source';
import { createVideoFrameSource } from './video-frame-source';

export type FrameSourceKind = 'track-processor' | 'transferred-track' | 'video-frame' | 'image-bitmap';
export const FRAME_SOURCE_KINDS: readonly FrameSourceKind[] = [
  'track-processor',
  'transferred-track',
  'video-frame',
  'image-bitmap',
];

/** Receives frames and owns them from then on. */
export type FrameSink = (frame: VideoFrame | ImageBitmap) => void;

export interface FrameSource {
  readonly kind: FrameSourceKind;
  /** What to tell the worker; made anew on each call, since a readable or a track can be handed over once only. */
  readonly message: () => SourceMessage;
  /** Stops giving frames. The track or the element stays with whoever opened it. */
  readonly stop: () => void;
}

/** Where frames come from: a camera's track, or an element that plays a file. */
export type Footage = { readonly track: MediaStreamTrack } | { readonly video: HTMLVideoElement };

/**
 * Kinds to try, best first. Firefox has only the last two; Safari has the processor in workers only, and whether it
 * can transfer a track is known only by trying.
 * @param wanted the `?source=` override, which is tried alone
 */
export function candidateKinds(footage: Footage, wanted: FrameSourceKind | undefined): FrameSourceKind[] {
  if (wanted) return [wanted];
  const kinds: FrameSourceKind[] = [];
  if ('track' in footage) {
    if (typeof MediaStreamTrackProcessor === 'function') kinds.push('track-processor');
    else kinds.push('transferred-track');
  }
  if (typeof VideoFrame === 'function') kinds.push('video-frame');
  kinds.push('image-bitmap');
  return kinds;
}

/** @throws TypeError or DataCloneError where this browser lacks the way */
export function createFrameSource(kind: FrameSourceKind, footage: Footage, sink: FrameSink): FrameSource {
  switch (kind) {
    case 'track-processor':
      return createTrackProcessorSource(trackOf(footage));
    case 'transferred-track':
      return createTransferredTrackSource(trackOf(footage));
    case 'video-frame':
    case 'image-bitmap':
      return createVideoFrameSource(kind, footage, sink);
  }
}

function trackOf(footage: Footage): MediaStreamTrack {
  if ('track' in footage) return footage.track;
  throw new TypeError('This way of getting frames needs a camera track.');
}
