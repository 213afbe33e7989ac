/** Where the frames of a comparison come from. The makers of sources are in `sources/`. */
import type { Size } from '../../../models/contract';
import type { Truth } from '../../../models/metrics/sheet';
import type { SourceFacts } from './run-file';

export interface LabFrame {
  /** Number within the source; a source that begins again gives the same numbers again. */
  readonly index: number;
  /** Foreign text. */
  readonly name: string;
  /** Upright. Whoever took the frame closes it. */
  readonly image: VideoFrame | ImageBitmap;
  readonly size: Size;
  /** In a labelled set, also where there is nothing; undefined elsewhere. */
  readonly truths?: readonly Truth[];
}

export interface LabSource {
  readonly facts: SourceFacts;
  /**
   * The next frame; a clip or set begins again after its last one.
   * @returns undefined where the source has ended and cannot begin again
   * @throws SourceError where it cannot be read any more
   */
  next(signal?: AbortSignal): Promise<LabFrame | undefined>;
  /** From the first frame again, where it can. */
  rewind(): void;
  /** Lets go of files and elements; a camera stays with whoever opened it. */
  close(): void;
}

/** Each contender takes its own: a worker takes what it is handed. */
export async function copyOf({ image }: Pick<LabFrame, 'image'>): Promise<LabFrame['image']> {
  return 'clone' in image ? image.clone() : createImageBitmap(image);
}

/** A source that cannot be used; the message is for the user and says what to do. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
