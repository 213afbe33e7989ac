/** Safari: the worker makes the readable itself, of a clone of the track that is handed to it. */
import type { SourceMessage } from '../../workers/protocol';
import type { FrameSource } from './frame-source';

export function createTransferredTrackSource(track: MediaStreamTrack): FrameSource {
  const clones: MediaStreamTrack[] = [];
  return {
    kind: 'transferred-track',
    message: (): SourceMessage => {
      const clone = track.clone();
      clones.push(clone);
      return { kind: 'track', track: clone };
    },
    // A transferred clone is the worker's; one whose transfer failed would hold the camera open.
    stop: (): void => clones.forEach((clone) => clone.stop()),
  };
}
