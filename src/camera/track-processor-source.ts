/** Chromium: the page makes a readable of the track's frames and hands the readable to the worker. */
import type { SourceMessage } from '../../workers/protocol';
import type { FrameSource } from './frame-source';

export function createTrackProcessorSource(track: MediaStreamTrack): FrameSource {
  return {
    kind: 'track-processor',
    // One frame of buffer: an unread frame is replaced by the newer one before it costs a transfer.
    message: (): SourceMessage => ({
      kind: 'readable',
      readable: new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable,
    }),
    // The worker cancels the readable when it is given another source.
    stop: (): void => undefined,
  };
}
