/** The page that the render script drives: `window.demoClip` draws frames and id maps on request. */
import { film } from './film.ts';
import { IdPass, type LabelledBox } from './id-pass.ts';
import { Stage } from './stage.ts';
import { FPS, FRAMES, shotAt, timeOf, viewAt } from './timeline.ts';

export interface DemoClip {
  readonly fps: number;
  readonly frames: number;
  /** PNG or JPEG data URL of a frame. */
  draw(frame: number, samples: number, type: string, quality: number): string;
  boxes(frame: number): LabelledBox[];
  /** Person mask of a frame as a PNG data URL: 255 = person. */
  mask(frame: number): string;
  shot(frame: number): string;
}

declare global {
  interface Window {
    demoClip?: DemoClip;
    demoClipError?: string;
  }
}

async function start(): Promise<DemoClip> {
  const query = new URLSearchParams(location.search);
  const size = { width: Number(query.get('w') ?? 854), height: Number(query.get('h') ?? 480) };
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  const stage = new Stage(canvas, size);
  const scene = await film(
    stage,
    query.get('shot') === 'portrait' ? 'portrait' : query.get('shot') === 'empty' ? null : 'room',
  );
  const ids = new IdPass(stage, scene.things);
  const setFrame = (frame: number): ReturnType<typeof viewAt> => {
    scene.setTime(timeOf(frame));
    return viewAt(timeOf(frame));
  };
  return {
    fps: FPS,
    frames: FRAMES,
    draw: (frame, samples, type, quality) => {
      stage.draw(setFrame(frame), samples, frame);
      return canvas.toDataURL(type, quality);
    },
    boxes: (frame) => ids.boxes(setFrame(frame)),
    mask: (frame) => ids.mask(setFrame(frame), 'person'),
    shot: (frame) => shotAt(timeOf(frame)),
  };
}

try {
  window.demoClip = await start();
} catch (error) {
  window.demoClipError = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
}
