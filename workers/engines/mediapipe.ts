/**
 * MediaPipe's tasks, to be measured beside our networks; the only importer of its package. The package counts its uses and posts them
 * to its makers every minute and at `close`, and has no option against it: its network is cut before it runs.
 */
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import type { Box, Size } from '../../models/contract';
import { ownOriginFetch } from './own-origin';

/** What a task can look at; of a VideoFrame the picture as it is displayed. */
export type MediaPipePicture = ImageData | ImageBitmap | VideoFrame;
export type MediaPipeDelegate = 'CPU' | 'GPU';

export interface MediaPipeSegmenter {
  /** @returns person probability 0..1 of every pixel of the picture; the caller's own */
  segment(picture: MediaPipePicture): Float32Array;
  close(): void;
}

/** A category as the file's own list names it. */
export interface MediaPipeCategory {
  /** Foreign text; empty where the file has no list. */
  readonly name: string;
  readonly index: number;
  /** 0..1. */
  readonly score: number;
}

export interface MediaPipeFound extends MediaPipeCategory {
  /** Pixels of the picture; may leave it. */
  readonly box: Box;
}

export interface MediaPipeLimits {
  /** 0..1; what is below is dropped. */
  readonly scoreThreshold: number;
  readonly most: number;
}

export interface MediaPipeDetector {
  /** Applied where they differ from the last ones: the graph is built anew then. */
  limit(limits: MediaPipeLimits): Promise<void>;
  /** Best first; suppressed by the file's own rule. */
  detect(picture: MediaPipePicture): readonly MediaPipeFound[];
  close(): void;
}

export interface MediaPipeClassifier {
  /** As `MediaPipeDetector.limit`. */
  limit(limits: MediaPipeLimits): Promise<void>;
  /** Best first. */
  classify(picture: MediaPipePicture): readonly MediaPipeCategory[];
  close(): void;
}

/**
 * From here on this worker reaches its own origin only; so with the other two.
 * @param model bytes of a selfie segmenter (.tflite)
 * @throws Error where the runtime does not start or the file is no such model.
 */
export async function openMediaPipe(
  model: Uint8Array<ArrayBuffer>,
  delegate: MediaPipeDelegate = 'CPU',
): Promise<MediaPipeSegmenter> {
  const { tasks, files, options } = await begin(model, delegate, 'a selfie_segmenter….tflite');
  const segmenter = await tasks.ImageSegmenter.createFromOptions(files, {
    ...options,
    outputConfidenceMasks: true,
    outputCategoryMask: false,
  });
  return {
    segment(picture) {
      const result = segmenter.segment(picture);
      try {
        // One mask: person. With two, the first is the background.
        const mask = result.confidenceMasks?.at(-1);
        if (!mask) throw new Error('MediaPipe gave no mask');
        const size = sizeOf(picture);
        if (mask.width !== size.width || mask.height !== size.height)
          throw new Error(`MediaPipe's mask is ${mask.width}×${mask.height}, not the picture's size`);
        return mask.getAsFloat32Array().slice();
      } finally {
        result.close();
      }
    },
    close: () => segmenter.close(),
  };
}

/** @param model bytes of a detector with its own list of classes (.tflite). @throws as `openMediaPipe`. */
export async function openMediaPipeDetector(
  model: Uint8Array<ArrayBuffer>,
  delegate: MediaPipeDelegate,
): Promise<MediaPipeDetector> {
  const { tasks, files, options } = await begin(model, delegate, 'a detector');
  const detector = await tasks.ObjectDetector.createFromOptions(files, options);
  return {
    limit: limiter((limits) => detector.setOptions(limits)),
    detect: (picture) =>
      detector.detect(picture).detections.flatMap(({ categories: [best], boundingBox }) => {
        if (!best || !boundingBox) return [];
        const { originX: x, originY: y, width, height } = boundingBox;
        return [{ ...categoryOf(best), box: { x, y, width, height } }];
      }),
    close: () => detector.close(),
  };
}

/** @param model bytes of a classifier (.tflite). @throws as `openMediaPipe`. */
export async function openMediaPipeClassifier(
  model: Uint8Array<ArrayBuffer>,
  delegate: MediaPipeDelegate,
): Promise<MediaPipeClassifier> {
  const { tasks, files, options } = await begin(model, delegate, 'a classifier');
  const classifier = await tasks.ImageClassifier.createFromOptions(files, options);
  return {
    limit: limiter((limits) => classifier.setOptions(limits)),
    classify: (picture) => (classifier.classify(picture).classifications[0]?.categories ?? []).map(categoryOf),
    close: () => classifier.close(),
  };
}

async function begin(model: Uint8Array<ArrayBuffer>, delegate: MediaPipeDelegate, wanted: string) {
  // Handed something else, the task answers with a trace of its own sources.
  if (!isTflite(model)) throw new Error(`its file is not a TensorFlow Lite model; choose ${wanted}`);
  self.fetch = ownOriginFetch(self.fetch.bind(self), self.location.origin, self.location.href);
  const tasks = await import('@mediapipe/tasks-vision');
  const address = (url: string): string => new URL(url, self.location.href).href;
  return {
    tasks,
    files: { wasmLoaderPath: address(loaderUrl), wasmBinaryPath: address(binaryUrl) },
    options: { baseOptions: { modelAssetBuffer: model, delegate }, runningMode: 'IMAGE' as const },
  };
}

function limiter(
  set: (limits: { scoreThreshold: number; maxResults: number }) => Promise<void>,
): MediaPipeDetector['limit'] {
  let last: MediaPipeLimits | undefined;
  return async ({ scoreThreshold, most }) => {
    if (last?.scoreThreshold === scoreThreshold && last.most === most) return;
    await set({ scoreThreshold, maxResults: most });
    last = { scoreThreshold, most };
  };
}

function categoryOf({ categoryName, index, score }: { categoryName: string; index: number; score: number }) {
  return { name: categoryName, index, score };
}

function sizeOf(picture: MediaPipePicture): Size {
  return 'displayWidth' in picture ? { width: picture.displayWidth, height: picture.displayHeight } : picture;
}

/** By the FlatBuffers file identifier, bytes 4 to 7. */
function isTflite(model: Uint8Array): boolean {
  return new TextDecoder().decode(model.subarray(4, 8)) === 'TFL3';
}
