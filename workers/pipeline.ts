/** THE FRAME'S PATH, top to bottom: pixels → input → network → decode → picture → report. It calls, it does not compute. */
import type { Classification, DetectOptions, Detection, FrameReport, TaskId } from '../models/contract';
import { faultOf } from './fault';
import type { FramePath, PersonMask } from './frame-path';
import { viewOf, type FrameImage } from './frame-view';
import { startTimer } from './pace/frame-timer';
import type { Fault, Settings } from './protocol';
import type { ActiveModel, Rig } from './rig';

export const IOU_THRESHOLD = 0.5;
export const MAX_DETECTIONS = 100;
export const TOP_LABELS = 3;
/** A label less likely than this is a guess among hundreds; saying nothing is more honest. */
export const LABEL_FLOOR = 0.1;

interface Findings {
  detections: readonly Detection[];
  classifications: readonly Classification[];
  mask: PersonMask | undefined;
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
  const found: Findings = { detections: [], classifications: [], mask: undefined };
  try {
    const { path, settings } = rig;
    const view = viewOf(image, settings.rotate);
    const active = rig.active();
    const inferMs: Partial<Record<TaskId, number>> = {};

    timer.add(
      await path.prepare(
        view,
        active.map(([, { network }]) => network),
      ),
    );
    for (const [task, one] of active) {
      try {
        const { runMs, decodeMs } = await ask(path, one, found, settings);
        inferMs[task] = runMs;
        timer.mark('infer', { decode: decodeMs });
        rig.noteSuccess(one);
      } catch (error) {
        const switchedOff = rig.noteFailure(task, one);
        onFault({ ...faultOf(error, 'model-run'), model: one.id, recoverable: !switchedOff });
      }
    }
    const { detections, classifications, mask } = found;
    path.draw({
      view,
      mirror: settings.mirror,
      portrait: settings.tasks.portrait
        ? {
            mask,
            effect: settings.background,
            backdrop: rig.backdrop.current,
            lightWrap: settings.lightWrap,
            strength: settings.blurStrength,
          }
        : undefined,
      detections,
      classifications: settings.tasks.classify ? classifications : undefined,
    });
    rig.output?.drawn(image);
    timer.mark('draw');
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
    found.mask?.release();
    if (!keep) image.close(); // Here and nowhere else.
  }
}

/** Runs one network on the frame prepared and puts what it says into `found`. */
async function ask(
  path: FramePath,
  { network }: ActiveModel,
  found: Findings,
  { scoreThreshold }: Settings,
): Promise<{ readonly runMs: number; readonly decodeMs: number }> {
  switch (network.model.task) {
    case 'detect': {
      const options: DetectOptions = {
        scoreThreshold,
        iouThreshold: IOU_THRESHOLD,
        maxDetections: MAX_DETECTIONS,
      };
      const answer = await path.detect(network, options);
      found.detections = answer.value;
      return answer;
    }
    case 'portrait': {
      const answer = await path.segment(network);
      found.mask = answer.value;
      return answer;
    }
    case 'classify': {
      const answer = await path.classify(network, TOP_LABELS);
      found.classifications = answer.value.filter(({ score }) => score >= LABEL_FLOOR);
      return answer;
    }
  }
}
