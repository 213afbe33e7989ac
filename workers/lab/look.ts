/** A contender's look at one frame, timed step by step as the app times its own frames. */
import type { DetectOptions } from '../../models/contract';
import type { Look } from '../contender';
import type { Answer, PathDetectOptions } from '../frame-path';
import { viewOf } from '../frame-view';
import { startTimer } from '../pace/frame-timer';
import { layerBoxes } from '../proposal-layers';
import type { BoxLayer } from '../protocol';
import type { OpenedContender } from './contender-path';

const TOP_LABELS = 5;

export interface LookOptions {
  readonly options: DetectOptions;
  readonly layer: BoxLayer;
}

/** @param image stays with the caller. @throws FaultError `frame`, `model-run`. */
export async function look(
  contender: OpenedContender,
  image: VideoFrame | ImageBitmap,
  { options, layer }: LookOptions,
): Promise<Look> {
  const view = viewOf(image, 0);
  const timer = startTimer();
  timer.add(await contender.path.prepare(view));
  const found = await ask(contender, { ...options, layer });
  timer.mark('infer', { ...found.between, decode: found.decodeMs });
  const { timingsMs, totalMs } = timer.end();
  return {
    detections: found.detections ?? [],
    classifications: found.classifications ?? [],
    proposals: layerBoxes(found.proposals, layer),
    stepsMs: timingsMs,
    runMs: found.runMs,
    totalMs,
  };
}

type Found = Omit<Answer<unknown>, 'value'> & Partial<Pick<Look, 'detections' | 'classifications'>>;

async function ask({ path, task }: OpenedContender, options: PathDetectOptions): Promise<Found> {
  switch (task) {
    case 'detect': {
      const { value, ...rest } = await path.detect(options);
      return { ...rest, detections: value };
    }
    case 'classify': {
      const { value, ...rest } = await path.classify(TOP_LABELS);
      return { ...rest, classifications: value };
    }
    case 'portrait': {
      const { value, ...rest } = await path.segment();
      value?.release();
      return rest;
    }
  }
}
