/** Hands footage to the vision worker by the best way this browser has. */
import type { SourceMessage } from '../../workers/protocol';
import {
  candidateKinds,
  createFrameSource,
  type Footage,
  type FrameSink,
  type FrameSource,
  type FrameSourceKind,
} from './frame-source';

export interface FootageSink {
  readonly attach: (source: SourceMessage) => Promise<void>;
  readonly offer: FrameSink;
  /** Something else is wanted meanwhile: no further way is tried. */
  readonly isCurrent: () => boolean;
  /** The source to stop when the footage is no longer wanted, told before it is attached. */
  readonly onSource: (source: FrameSource) => void;
}

/**
 * @param wanted the only way to try; undefined tries all of them, best first
 * @returns the way that works; undefined where something else was wanted meanwhile
 * @throws the last way's error where none works
 */
export async function attachFootage(
  footage: Footage,
  wanted: FrameSourceKind | undefined,
  { attach, offer, isCurrent, onSource }: FootageSink,
): Promise<FrameSourceKind | undefined> {
  let lastError: unknown;
  for (const kind of candidateKinds(footage, wanted)) {
    if (!isCurrent()) return undefined;
    try {
      const source = createFrameSource(kind, footage, offer);
      onSource(source);
      await attach(source.message());
      return kind;
    } catch (error) {
      // Whether a track or a readable can be transferred is known only by trying: the next way may work.
      console.debug(`Frames by ${kind} are not possible here:`, error);
      lastError = error;
    }
  }
  throw lastError;
}
