/**
 * MediaPipe's tasks behind the interface of our own paths. A task takes a picture and gives decoded answers, so uploading, resizing,
 * running and decoding are all one step here, `infer`: they cannot be told apart from outside.
 */
import type { Classification, Detection, DetectOptions, Model } from '../../models/contract';
import { clipBox } from '../../models/math/boxes';
import { place } from '../../models/math/letterbox';
import { MEDIAPIPE, type MediaPipeId } from '../../models/mediapipe';
import { COCO_LABELS } from '../../models/yolo/labels';
import type { Contender, Opened } from '../contender';
import {
  openMediaPipe,
  openMediaPipeClassifier,
  openMediaPipeDetector,
  type MediaPipeClassifier,
  type MediaPipeDelegate,
  type MediaPipeDetector,
  type MediaPipeSegmenter,
} from '../engines/mediapipe';
import { FaultError, messageOf } from '../fault';
import type { Answer, PersonMask } from '../frame-path';
import type { FrameView } from '../frame-view';
import { fetchChecked } from '../weights-loader';
import type { LookingPath, OpenContenderOptions, OpenedContender } from './contender-path';
import { stopwatch } from './stopwatch';

/** @throws FaultError `model-missing`, `model-corrupt`; `engine-start` where the task does not start. */
export async function openMediaPipeContender(
  id: MediaPipeId,
  { contender, baseUrl, onBytes }: OpenContenderOptions,
): Promise<OpenedContender> {
  const { task, source } = MEDIAPIPE[id];
  const delegate = contender.engine === 'mediapipe-gpu' ? 'GPU' : 'CPU';
  const clock = stopwatch();
  const weights = await fetchChecked(new URL(`models/${source.file}`, baseUrl).href, source, onBytes);
  const fetchMs = clock();
  const path = await openPath(task, weights, delegate).catch((error: unknown) => {
    throw new FaultError('engine-start', `MediaPipe: ${messageOf(error)}`, { cause: error });
  });
  const { file, bytes, sha256 } = source;
  return {
    path,
    task,
    opened: {
      task,
      engine: engineOf(contender),
      weights: [{ file, bytes, sha256 }],
      input: undefined,
      // The runtime and the graph start in one call.
      startMs: 0,
      fetchMs,
      loadMs: clock(),
    },
  };
}

function engineOf({ engine }: Contender): Opened['engine'] {
  return { provider: engine === 'mediapipe-gpu' ? 'mediapipe-gpu' : 'mediapipe-cpu', threads: 1, note: '' };
}

async function openPath(
  task: Model['task'],
  weights: Uint8Array<ArrayBuffer>,
  delegate: MediaPipeDelegate,
): Promise<LookingPath> {
  switch (task) {
    case 'detect':
      return new MediaPipePath({ detector: await openMediaPipeDetector(weights, delegate) });
    case 'classify':
      return new MediaPipePath({ classifier: await openMediaPipeClassifier(weights, delegate) });
    case 'portrait':
      return new MediaPipePath({ segmenter: await openMediaPipe(weights, delegate) });
  }
}

interface Tasks {
  readonly detector?: MediaPipeDetector;
  readonly classifier?: MediaPipeClassifier;
  readonly segmenter?: MediaPipeSegmenter;
}

class MediaPipePath implements LookingPath {
  readonly #tasks: Tasks;
  #view: FrameView | undefined;

  constructor(tasks: Tasks) {
    this.#tasks = tasks;
  }

  prepare(view: FrameView): Promise<Record<string, never>> {
    this.#view = view;
    return Promise.resolve({});
  }

  async detect(options: DetectOptions): Promise<Answer<readonly Detection[]>> {
    const { detector } = this.#tasks;
    if (!detector) throw wrongTask('detect');
    await detector.limit({ scoreThreshold: options.scoreThreshold, most: options.maxDetections });
    return this.#timed(({ image, upright }) =>
      detector.detect(image).flatMap(({ name, score, box }) => {
        const boxFramePx = clipBox(box, upright);
        if (!(boxFramePx.width > 0 && boxFramePx.height > 0)) return [];
        return [{ boxFramePx, score, classId: COCO_LABELS.indexOf(name), label: name }];
      }),
    );
  }

  async classify(count: number): Promise<Answer<readonly Classification[]>> {
    const { classifier } = this.#tasks;
    if (!classifier) throw wrongTask('classify');
    await classifier.limit({ scoreThreshold: 0, most: count });
    return this.#timed(({ image }) =>
      classifier
        .classify(image)
        .map(({ name, index, score }) => ({ label: name || `class ${index}`, classId: index, score })),
    );
  }

  async segment(): Promise<Answer<PersonMask>> {
    const { segmenter } = this.#tasks;
    if (!segmenter) throw wrongTask('segment');
    return this.#timed(({ image, upright }) => {
      segmenter.segment(image);
      // Nothing draws it: what is compared is its time.
      return { placement: place(upright, upright, 'stretch'), release: () => undefined };
    });
  }

  #timed<T>(work: (view: FrameView) => T): Answer<T> {
    const view = this.#view;
    if (!view) throw new FaultError('internal', 'MediaPipe was run before any frame was prepared');
    const start = performance.now();
    try {
      const value = work(view);
      return { value, runMs: performance.now() - start, decodeMs: 0 };
    } catch (error) {
      throw new FaultError('model-run', `MediaPipe: ${messageOf(error)}`, { cause: error });
    }
  }
}

function wrongTask(verb: string): FaultError {
  return new FaultError('internal', `this file cannot ${verb}`);
}
