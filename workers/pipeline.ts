/** THE FRAME'S PATH, top to bottom: pixels → input → network → decode → picture → report. It calls, it does not compute. */
import type { Classification, Detection, FrameReport, Mask, Placement, RawOutputs, TaskId } from '../models/contract';
import { place } from '../models/math/letterbox';
import { faultOf } from './fault';
import { viewOf, type FrameImage, type FrameView } from './frame-view';
import { startTimer } from './pace/frame-timer';
import type { PixelPicture } from './cpu/pixel-picture';
import type { Fault } from './protocol';
import type { ActiveModel, Rig } from './rig';

export const IOU_THRESHOLD = 0.5;
export const MAX_DETECTIONS = 100;
export const TOP_LABELS = 3;
/** A label less likely than this is a guess among hundreds; saying nothing is more honest. */
export const LABEL_FLOOR = 0.1;

interface Findings {
  detections: Detection[];
  classifications: Classification[];
  mask: Mask | undefined;
}

export interface FrameJob {
  readonly seq: number;
  /** Closed by `processFrame`, whatever happens, unless `keep`. */
  readonly image: FrameImage;
  /** The caller keeps the image (a still that will be shown again). */
  readonly keep?: boolean;
  /** Told of a network that failed on this frame; the frame is drawn without it. */
  readonly onFault: (fault: Fault) => void;
}

export async function processFrame({ seq, image, keep, onFault }: FrameJob, rig: Rig): Promise<FrameReport> {
  const timer = startTimer();
  try {
    const { settings } = rig;
    const view = viewOf(image, settings.rotate);
    const active = rig.active();
    const found: Findings = { detections: [], classifications: [], mask: undefined };
    const inferMs: Partial<Record<TaskId, number>> = {};

    const pixels = active.length > 0 ? await rig.pixels.read(view) : undefined;
    timer.mark('capture');
    for (const [task, one] of active) {
      if (!pixels) break;
      try {
        const placement = fillInput(one, pixels, view);
        timer.mark('preprocess');
        const { raw, runMs } = await rig.engine.run(one.loaded);
        inferMs[task] = runMs;
        timer.mark('infer');
        decodeInto(found, one, raw, placement, settings.scoreThreshold);
        timer.mark('decode');
        rig.noteSuccess(one);
      } catch (error) {
        const switchedOff = rig.noteFailure(task, one);
        onFault({ ...faultOf(error, 'model-run'), model: one.id, recoverable: !switchedOff });
      }
    }
    rig.renderer.draw({
      view,
      pixels,
      mirror: settings.mirror,
      portrait: settings.tasks.portrait ? { mask: found.mask, strength: settings.blurStrength } : undefined,
      detections: found.detections,
      classifications: settings.tasks.classify ? found.classifications : undefined,
    });
    timer.mark('draw');
    const { detections, classifications, mask } = found;
    return {
      seq,
      frame: view.upright,
      detections,
      classifications,
      masked: mask !== undefined,
      inferMs,
      ...timer.end(),
    };
  } finally {
    if (!keep) image.close(); // Here and nowhere else.
  }
}

function fillInput({ loaded, preprocessor }: ActiveModel, pixels: PixelPicture, view: FrameView): Placement {
  const { input } = loaded.spec;
  const placement = place(view.upright, input, input.fit);
  preprocessor.fill(pixels, placement, loaded.input);
  return placement;
}

function decodeInto(
  found: Findings,
  { model }: ActiveModel,
  raw: RawOutputs,
  placement: Placement,
  scoreThreshold: number,
): void {
  switch (model.task) {
    case 'detect':
      found.detections = model.decode(raw, placement, {
        scoreThreshold,
        iouThreshold: IOU_THRESHOLD,
        maxDetections: MAX_DETECTIONS,
      });
      return;
    case 'portrait':
      found.mask = model.decode(raw, placement);
      return;
    case 'classify':
      found.classifications = model.decode(raw, TOP_LABELS).filter(({ score }) => score >= LABEL_FLOOR);
  }
}
