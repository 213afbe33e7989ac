/** Everywhere else, and for files: a playing video element, one frame at each presented picture. */
import type { SourceMessage } from '../../workers/protocol';
import type { Footage, FrameSink, FrameSource } from './frame-source';

/** Some headroom over the camera's 30 Hz, for browsers without requestVideoFrameCallback. */
const POLL_MS = 25;
/** In a row: about a second of pictures. */
const MISSES_BEFORE_BITMAPS = 30;

export function createVideoFrameSource(
  kind: 'video-frame' | 'image-bitmap',
  footage: Footage,
  sink: FrameSink,
): FrameSource {
  const video = 'video' in footage ? footage.video : playTrack(footage.track);
  let running = false;
  let misses = 0;
  let cancel = (): void => undefined;

  const step = (): void => {
    if (!running) return;
    cancel = onNextPicture(video, step);
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    if (kind === 'video-frame' && misses < MISSES_BEFORE_BITMAPS) sendFrame();
    else sendBitmap();
  };

  const sendFrame = (): void => {
    let frame: VideoFrame;
    try {
      frame = new VideoFrame(video);
    } catch {
      // An element that has data may still lack a picture for a moment; one that always does needs the other way.
      misses += 1;
      return;
    }
    misses = 0;
    sink(frame);
  };

  const sendBitmap = (): void => {
    createImageBitmap(video).then(
      (bitmap) => (running ? sink(bitmap) : bitmap.close()),
      // The next picture is tried again.
      () => undefined,
    );
  };

  return {
    kind,
    message: (): SourceMessage => {
      if (!running) {
        running = true;
        step();
      }
      return { kind: 'posted' };
    },
    stop: (): void => {
      running = false;
      cancel();
      if ('track' in footage) video.remove();
    },
  };
}

/** An element that plays a camera unseen; whoever asked for it removes it. In the document: iOS presents no pictures of a detached one. */
export function playTrack(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement('video');
  video.className = 'sightline-offscreen';
  video.setAttribute('aria-hidden', 'true');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  // A refusal to play shows as a source that gives no frames, which the stage reports.
  video.play().catch(() => undefined);
  return video;
}

/** @returns cancels the wait */
function onNextPicture(video: HTMLVideoElement, run: () => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    const handle = video.requestVideoFrameCallback(run);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const timer = window.setTimeout(run, POLL_MS);
  return () => window.clearTimeout(timer);
}
