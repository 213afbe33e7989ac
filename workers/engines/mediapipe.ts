/**
 * MediaPipe's segmenter, to be measured beside ours; the only importer of its package. The package counts its uses and posts them to
 * its makers every minute and at `close`, and has no option against it: its network is cut before it runs.
 */
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import binaryUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import { ownOriginFetch } from './own-origin';

export interface MediaPipeSegmenter {
  /** @returns person probability 0..1 of every pixel of the picture; the caller's own */
  segment(picture: ImageData): Float32Array;
  close(): void;
}

/**
 * From here on this worker reaches its own origin only.
 * @param model bytes of a selfie segmenter (.tflite)
 * @throws Error where the runtime does not start or the file is no such model.
 */
export async function openMediaPipe(model: Uint8Array<ArrayBuffer>): Promise<MediaPipeSegmenter> {
  // Handed something else, the task answers with a trace of its own sources.
  if (!isTflite(model)) throw new Error('its file is not a TensorFlow Lite model; choose a selfie_segmenter….tflite');
  self.fetch = ownOriginFetch(self.fetch.bind(self), self.location.origin, self.location.href);
  const { ImageSegmenter } = await import('@mediapipe/tasks-vision');
  const address = (url: string): string => new URL(url, self.location.href).href;
  const segmenter = await ImageSegmenter.createFromOptions(
    { wasmLoaderPath: address(loaderUrl), wasmBinaryPath: address(binaryUrl) },
    {
      baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
      runningMode: 'IMAGE',
      outputConfidenceMasks: true,
      outputCategoryMask: false,
    },
  );
  return {
    segment(picture) {
      const result = segmenter.segment(picture);
      try {
        // One mask: person. With two, the first is the background.
        const mask = result.confidenceMasks?.at(-1);
        if (!mask) throw new Error('MediaPipe gave no mask');
        if (mask.width !== picture.width || mask.height !== picture.height)
          throw new Error(`MediaPipe's mask is ${mask.width}×${mask.height}, not the picture's size`);
        return mask.getAsFloat32Array().slice();
      } finally {
        result.close();
      }
    },
    close: () => segmenter.close(),
  };
}

/** By the FlatBuffers file identifier, bytes 4 to 7. */
function isTflite(model: Uint8Array): boolean {
  return new TextDecoder().decode(model.subarray(4, 8)) === 'TFL3';
}
