/**
 * The `.tflite` files that MediaPipe's tasks run, measured beside our networks in the lab. They decode for themselves, so there is no
 * spec and no decoder of ours. As downloadable ONNX files (`catalog.ts`) they lie below `models/` of the server that serves the app.
 */
import type { Downloadable } from './catalog';
import type { TaskId } from './contract';

export type MediaPipeId = 'mediapipe-ssd' | 'mediapipe-selfie' | 'mediapipe-mobilenet';

export interface MediaPipeEntry {
  readonly id: MediaPipeId;
  readonly task: TaskId;
  readonly title: string;
  readonly source: Downloadable;
}

const LICENCE = 'Apache-2.0';

/** Published nowhere under an address that keeps its bytes: `npm run models -- --from` copies it. */
function kept(file: string, bytes: number, sha256: string): Downloadable {
  return { kind: 'downloadable', file, localName: file, bytes, sha256, licence: LICENCE };
}

/** A file of a public repository at a commit: the bytes cannot change under the address. */
function published(source: Downloadable, repository: string, commit: string, path: string): Downloadable {
  return {
    ...source,
    url: `https://raw.githubusercontent.com/${repository}/${commit}/${path}`,
    repository: `https://github.com/${repository}`,
  };
}

export const MEDIAPIPE: Readonly<Record<MediaPipeId, MediaPipeEntry>> = {
  'mediapipe-ssd': {
    id: 'mediapipe-ssd',
    task: 'detect',
    title: 'MediaPipe SSD MobileNet v1',
    source: kept(
      'ssd_mobilenet_v1_coco_quant_metadata.tflite',
      4_185_175,
      'cbdecd08b44c5dea3821f77c5468e2936ecfbf43cde0795a2729fdb43401e58b',
    ),
  },
  'mediapipe-selfie': {
    id: 'mediapipe-selfie',
    task: 'portrait',
    title: 'MediaPipe selfie segmenter',
    source: kept(
      'selfie_segmenter_landscape.tflite',
      250_177,
      '490e9ea734313e0de10fa0cd9e3c6133e36ea4db2b7a49bde9ef019f72796b8e',
    ),
  },
  'mediapipe-mobilenet': {
    id: 'mediapipe-mobilenet',
    task: 'classify',
    title: 'MediaPipe MobileNet v2',
    source: published(
      kept(
        'mobilenet_v2_1.0_224_quant.tflite',
        3_610_798,
        '7aad0c74c5e3c06e5eb3c827e13304fdd68a83da6087d92ee169c24ff9fd4776',
      ),
      'google-coral/test_data',
      '104342d2d3480b3e66203073dac24f4e2dbb4c41',
      'mobilenet_v2_1.0_224_quant.tflite',
    ),
  },
};

export const MEDIAPIPE_IDS = Object.keys(MEDIAPIPE) as readonly MediaPipeId[];

export function isMediaPipeId(text: string): text is MediaPipeId {
  return Object.hasOwn(MEDIAPIPE, text);
}
