/** The frames that the portrait lab looks at: the demo clip's labelled ones with what comes before each, or the user's files. */
import type { LabFrame } from '../../workers/portrait-lab-report';

const DEMO = `${import.meta.env.BASE_URL}demo/`;
const DEMO_FPS = 20;
/** Frames whose person mask is published with the clip. */
const LABELLED = [140, 160, 170];
/** Frames before a labelled one, so that what smoothing remembers is what it would remember live. */
const LEAD = 4;
/** Of a clip of the user's. */
const CLIP_FRAMES = 24;

export class FootageError extends Error {}

export async function demoFrames(): Promise<LabFrame[]> {
  const video = await openVideo([`${DEMO}demo.webm`, `${DEMO}demo.mp4`]);
  const frames: LabFrame[] = [];
  for (const labelled of LABELLED) {
    const name = String(labelled).padStart(4, '0');
    for (let frame = labelled - LEAD; frame <= labelled; frame++) {
      // The middle of a frame: no rounding leads to its neighbour.
      const picture = await pictureAt(video, (frame + 0.5) / DEMO_FPS);
      const truth = frame === labelled ? await fetchPicture(`${DEMO}masks/${name}.png`) : undefined;
      frames.push({ name: String(frame), picture, scene: labelled, ...(truth ? { truth } : {}) });
    }
  }
  return frames;
}

/**
 * @param files pictures, or one clip; @param masks one picture for each labelled one, of the same name but for its ending
 * @throws FootageError in words for the user.
 */
export async function userFrames(files: readonly File[], masks: readonly File[]): Promise<LabFrame[]> {
  const clip = files.find(({ type }) => type.startsWith('video/'));
  if (clip && files.length > 1) throw new FootageError('Choose one clip, or pictures, not both.');
  const lonely = masks.find((mask) => !files.some((file) => stemOf(file) === stemOf(mask)));
  if (lonely && !clip)
    throw new FootageError(`There is no picture for the mask ${lonely.name}: give both the same name.`);
  if (clip) {
    if (masks.length > 0)
      throw new FootageError('Masks belong to pictures; a clip is measured without. Take its masks away.');
    return clipFrames(clip);
  }
  return Promise.all(
    files.map(async (file, scene) => {
      const mask = masks.find((one) => stemOf(one) === stemOf(file));
      const picture = await decoded(file);
      return { name: file.name, picture, scene, ...(mask ? { truth: await decoded(mask) } : {}) };
    }),
  );
}

async function clipFrames(clip: File): Promise<LabFrame[]> {
  const url = URL.createObjectURL(clip);
  try {
    const video = await openVideo([url]);
    const seconds = Number.isFinite(video.duration) ? video.duration : CLIP_FRAMES / DEMO_FPS;
    const step = Math.min(1 / DEMO_FPS, seconds / CLIP_FRAMES);
    const frames: LabFrame[] = [];
    for (let i = 0; i < CLIP_FRAMES; i++)
      frames.push({ name: `${clip.name} ${i}`, picture: await pictureAt(video, (i + 0.5) * step), scene: 0 });
    return frames;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function stemOf({ name }: File): string {
  return name.replace(/\.[^.]*$/, '');
}

function decoded(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new FootageError(`${file.name} is not a picture that this browser opens. Try a PNG or a JPEG.`);
  });
}

async function fetchPicture(url: string): Promise<ImageBitmap> {
  const response = await fetch(url).catch(() => undefined);
  if (!response) throw new FootageError('The server was not reached. Connect, then measure again.');
  if (!response.ok) throw new FootageError(`${url} is not on this server (${response.status}).`);
  return createImageBitmap(await response.blob());
}

async function openVideo(urls: readonly string[]): Promise<HTMLVideoElement> {
  for (const url of urls) {
    const video = document.createElement('video');
    video.muted = true;
    video.preload = 'auto';
    const ready = new Promise<boolean>((resolve) => {
      video.onloadeddata = (): void => resolve(true);
      video.onerror = (): void => resolve(false);
    });
    video.src = url;
    if (await ready) return video;
  }
  throw new FootageError('This browser cannot play the clip. Try an MP4 or a WebM.');
}

async function pictureAt(video: HTMLVideoElement, seconds: number): Promise<ImageBitmap> {
  const seeked = new Promise<void>((resolve, reject) => {
    video.onseeked = (): void => resolve();
    video.onerror = (): void => reject(new FootageError('The clip cannot be read to its end.'));
  });
  video.currentTime = seconds;
  await seeked;
  return createImageBitmap(video);
}
