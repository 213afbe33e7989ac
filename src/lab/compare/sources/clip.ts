/** A clip as a source: the demo clip or the user's video, stepped through by seeking, so that every contender sees every frame. */
import type { Size } from '../../../../models/contract';
import type { SourceFacts } from '../run-file';
import { SourceError, type LabFrame, type LabSource } from '../source';

const DEMO = `${import.meta.env.BASE_URL}demo/`;
const DEMO_STEP_S = 1 / 20;
/** Of a clip whose own rate no browser tells: ten frames a second. */
const STEP_S = 0.1;
/** A clip that has shown nothing by then will not. */
const PATIENCE_MS = 15_000;

/** @throws SourceError where it cannot be played. */
export async function demoSource(): Promise<LabSource> {
  const video = await openVideo([`${DEMO}demo.webm`, `${DEMO}demo.mp4`], 'the demo clip');
  return new ClipSource(video, { kind: 'demo', name: 'demo', stepS: DEMO_STEP_S, release: () => undefined });
}

/** @throws SourceError where it cannot be played. */
export async function videoSource(file: File): Promise<LabSource> {
  const url = URL.createObjectURL(file);
  const release = (): void => URL.revokeObjectURL(url);
  try {
    return new ClipSource(await openVideo([url], file.name), {
      kind: 'video',
      name: file.name,
      stepS: STEP_S,
      release,
    });
  } catch (error) {
    release();
    throw error;
  }
}

interface ClipOptions {
  readonly kind: 'demo' | 'video';
  readonly name: string;
  readonly stepS: number;
  readonly release: () => void;
}

class ClipSource implements LabSource {
  readonly facts: SourceFacts;
  readonly #video: HTMLVideoElement;
  readonly #options: ClipOptions;
  readonly #count: number;
  readonly #size: Size;
  #next = 0;

  constructor(video: HTMLVideoElement, options: ClipOptions) {
    this.#video = video;
    this.#options = options;
    // A recording of MediaRecorder has no length in its header.
    const seconds = Number.isFinite(video.duration) ? video.duration : 0;
    this.#count = Math.max(1, Math.floor(seconds / options.stepS));
    this.#size = { width: video.videoWidth, height: video.videoHeight };
    const { kind, name } = options;
    this.facts = { kind, name, frames: this.#count, size: this.#size, labelled: false, remarks: [] };
  }

  async next(signal?: AbortSignal): Promise<LabFrame> {
    signal?.throwIfAborted();
    const index = this.#next;
    this.#next = (index + 1) % this.#count;
    const { stepS, name } = this.#options;
    // The middle of a frame: no rounding leads to its neighbour.
    await seek(this.#video, (index + 0.5) * stepS, name);
    const image = typeof VideoFrame === 'function' ? new VideoFrame(this.#video) : await createImageBitmap(this.#video);
    return { index, name: `${(index * stepS).toFixed(2)} s`, image, size: this.#size };
  }

  rewind(): void {
    this.#next = 0;
  }

  close(): void {
    this.#video.removeAttribute('src');
    this.#video.load();
    this.#options.release();
  }
}

async function openVideo(urls: readonly string[], name: string): Promise<HTMLVideoElement> {
  for (const url of urls) {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    const ready = new Promise<boolean>((resolve) => {
      video.onloadeddata = (): void => resolve(true);
      video.onerror = (): void => resolve(false);
      setTimeout(() => resolve(false), PATIENCE_MS);
    });
    video.src = url;
    if (!(await ready)) continue;
    if (video.videoWidth === 0) throw new SourceError(`${name} has sound but no picture. Choose another clip.`);
    return video;
  }
  throw new SourceError(`This browser cannot play ${name}. Try an MP4 (H.264) or a WebM.`);
}

async function seek(video: HTMLVideoElement, seconds: number, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(new SourceError(`${name} cannot be read at ${seconds.toFixed(2)} s.`));
    const timer = setTimeout(fail, PATIENCE_MS);
    video.onseeked = (): void => {
      clearTimeout(timer);
      resolve();
    };
    video.onerror = fail;
    video.currentTime = seconds;
  });
}
