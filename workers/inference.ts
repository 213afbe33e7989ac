/** One look of the networks at one frame: inputs filled, each network asked, failures told. */
import type { StepTimings, TaskId } from '../models/contract';
import { SAME_OBJECT_IOU } from '../models/math/nms';
import { PROPOSAL_COUNTS } from '../models/math/stages';
import { faultOf } from './fault';
import type { Answer, FramePath, PathDetectOptions } from './frame-path';
import type { FrameView } from './frame-view';
import type { Findings } from './latest';
import { startTimer } from './pace/frame-timer';
import type { BoxLayer, Fault } from './protocol';
import type { ActiveModel, Rig } from './rig';

const MAX_DETECTIONS = 100;
const TOP_LABELS = 3;
/** A label less likely than this is a guess among hundreds; saying nothing is more honest. */
const LABEL_FLOOR = 0.1;

export interface Answers extends Findings {
  /** Networks that answered. */
  readonly inferMs: Readonly<Partial<Record<TaskId, number>>>;
  readonly timingsMs: StepTimings;
  /** From the beginning until the last answer, milliseconds. */
  readonly leadMs: number;
}

export interface Inference {
  /** The frame's image is not needed any more. Rejects with a FaultError `frame` where the frame cannot be read. */
  readonly prepared: Promise<void>;
  /** Undefined where the frame could not be read. Never rejects. The mask belongs to whoever waits. */
  readonly done: Promise<Answers | undefined>;
}

export interface InferenceJob {
  readonly view: FrameView;
  readonly scoreThreshold: number;
  /** The frame is one of a stream: a person found before is looked at more closely. */
  readonly follows: boolean;
  /** Told of a network that failed; the others are asked all the same. */
  readonly onFault: (fault: Fault) => void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Asks every network that is on. Waits while networks are being exchanged. */
export function beginInference(job: InferenceJob, rig: Rig): Inference {
  const { view, onFault } = job;
  let prepared = (): void => undefined;
  let failed = (_error: unknown): void => undefined;
  const preparation = new Promise<void>((resolve, reject) => {
    prepared = resolve;
    failed = reject;
  });
  const work = async (): Promise<Answers | undefined> => {
    const timer = startTimer();
    const { path, settings } = rig;
    const { proposals = PROPOSAL_COUNTS.usual, show: layer = 'final' } = settings.twoStage ?? {};
    const active = rig.active();
    const networks = active.map(([, { network }]) => network);
    try {
      timer.add(await path.prepare(view, networks, job.follows));
      prepared();
    } catch (error) {
      failed(error);
      return undefined;
    }
    const found: Mutable<Findings> = { detections: undefined, classifications: undefined, mask: undefined };
    const inferMs: Partial<Record<TaskId, number>> = {};
    for (const [task, one] of active) {
      try {
        const { runMs, decodeMs, between } = await ask(path, one, found, { ...job, proposals, layer });
        inferMs[task] = runMs;
        timer.mark('infer', { ...between, decode: decodeMs });
        rig.noteSuccess(one);
      } catch (error) {
        const fault = faultOf(error, 'model-run');
        // Lost under its hands: the network is not to blame, and whoever watches the GPU tells the user.
        if (fault.kind === 'gpu') break;
        const switchedOff = rig.noteFailure(task, one);
        onFault({ ...fault, model: one.id, recoverable: !switchedOff });
      }
    }
    const { timingsMs, totalMs } = timer.end();
    return { ...found, inferMs, timingsMs, leadMs: totalMs };
  };
  const done = rig.exclusive(work).catch((error: unknown) => {
    failed(error);
    return undefined;
  });
  return { prepared: preparation, done };
}

/** Runs one network on the frame prepared and puts what it says into `found`. */
async function ask(
  path: FramePath,
  { network }: ActiveModel,
  found: Mutable<Findings>,
  { scoreThreshold, proposals, layer }: InferenceJob & { readonly proposals: number; readonly layer: BoxLayer },
): Promise<Answer<unknown>> {
  switch (network.model.task) {
    case 'detect': {
      const options: PathDetectOptions = {
        scoreThreshold,
        iouThreshold: SAME_OBJECT_IOU,
        maxDetections: MAX_DETECTIONS,
        proposals,
        layer,
      };
      const answer = await path.detect(network, options);
      found.detections = answer.value;
      found.proposals = answer.proposals;
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
