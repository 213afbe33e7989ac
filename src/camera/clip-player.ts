/** A video element that plays a file or the demo clip for the frame source: muted, looping, never seen itself. */
import type { FileFault, Result } from './opened-file';

export interface Clip {
  readonly video: HTMLVideoElement;
  readonly close: () => void;
}

/** A clip that has shown nothing by then will not: the server stalls or the codec is missing. */
const READY_TIMEOUT_MS = 15_000;

/**
 * @param sources addresses to try in order; the browser takes the first it can play
 * @param fileName for the message
 */
export async function playClip(sources: readonly string[], fileName: string): Promise<Result<Clip, FileFault>> {
  const video = document.createElement('video');
  video.className = 'sightline-offscreen';
  video.setAttribute('aria-hidden', 'true');
  video.tabIndex = -1;
  video.muted = true;
  video.loop = true;
  video.playsInline = true;
  const close = (): void => {
    video.pause();
    video.remove();
    video.removeAttribute('src');
    video.load();
  };
  document.body.append(video);
  let message = 'No address was given.';
  for (const source of sources) {
    try {
      await load(video, source);
      // Muted, so autoplay rules allow it; where they do not, the first picture is there and Pause resumes.
      await video.play().catch(() => undefined);
      return { ok: true, value: { video, close } };
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
  }
  close();
  return { ok: false, fault: { kind: 'video-unreadable', message, fileName } };
}

function load(video: HTMLVideoElement, source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (outcome: () => void) => (): void => {
      clearTimeout(timer);
      video.removeEventListener('loadeddata', onReady);
      video.removeEventListener('error', onError);
      outcome();
    };
    const onReady = done(() =>
      video.videoWidth > 0 ? resolve() : reject(new Error('The file has sound but no picture.')),
    );
    const onError = done(() => reject(new Error(video.error?.message || 'The browser cannot play it.')));
    const timer = setTimeout(
      done(() => reject(new Error('Nothing arrived within 15 seconds.'))),
      READY_TIMEOUT_MS,
    );
    video.addEventListener('loadeddata', onReady);
    video.addEventListener('error', onError);
    video.src = source;
    video.load();
  });
}
