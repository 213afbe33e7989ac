/** The live camera as a source: each frame the newest there is. */
import type { Size } from '../../../../models/contract';
import { playTrack } from '../../../camera/video-frame-source';
import type { SourceFacts } from '../run-file';
import { SourceError, type LabFrame, type LabSource } from '../source';

/** A camera that has shown nothing by then does not run. */
const PATIENCE_MS = 10_000;

/**
 * @param track of a camera that is open; it stays with whoever opened it
 * @throws SourceError where it gives no picture.
 */
export async function cameraSource(track: MediaStreamTrack): Promise<LabSource> {
  const video = playTrack(track);
  const ready = new Promise<boolean>((resolve) => {
    video.onloadeddata = (): void => resolve(true);
    setTimeout(() => resolve(false), PATIENCE_MS);
  });
  if (!(await ready) || video.videoWidth === 0) {
    video.remove();
    throw new SourceError('The camera gives no picture. Close other programs that use it, then try again.');
  }
  return new CameraSource(video, track);
}

class CameraSource implements LabSource {
  readonly facts: SourceFacts;
  readonly #video: HTMLVideoElement;
  readonly #track: MediaStreamTrack;
  readonly #size: Size;
  #count = 0;

  constructor(video: HTMLVideoElement, track: MediaStreamTrack) {
    this.#video = video;
    this.#track = track;
    this.#size = { width: video.videoWidth, height: video.videoHeight };
    this.facts = {
      kind: 'camera',
      name: track.label || 'camera',
      frames: null,
      size: this.#size,
      labelled: false,
      remarks: [],
    };
  }

  async next(signal?: AbortSignal): Promise<LabFrame | undefined> {
    signal?.throwIfAborted();
    if (this.#track.readyState === 'ended') return undefined;
    if (this.#count > 0) await nextPicture(this.#video);
    const image = typeof VideoFrame === 'function' ? new VideoFrame(this.#video) : await createImageBitmap(this.#video);
    const index = this.#count++;
    return { index, name: `frame ${index}`, image, size: this.#size };
  }

  rewind(): void {
    // What a camera has shown is gone.
  }

  close(): void {
    this.#video.srcObject = null;
    this.#video.remove();
  }
}

/** Where nothing tells of a new picture, or none comes from a covered camera, the same one is taken again. */
const STILL_MS = 100;

/** Waits for a picture that was not there before. */
function nextPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STILL_MS);
    if (!('requestVideoFrameCallback' in video)) return;
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
