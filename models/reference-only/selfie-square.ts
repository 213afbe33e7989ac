/** MediaPipe's selfie segmenter, square (Google, Apache-2.0), as ONNX. For measuring. */
import type { SegmenterModel } from '../contract';
import { selfieSpec } from '../selfie/spec';
import { segmenter } from '../unet-portrait/decode';

const OUTPUT = 'out0_activation_10';

/** Input 1×256×256×3, RGB 0..1. Output 1×256×256×1, person probability. */
export const selfieSquare: SegmenterModel = segmenter(
  { ...selfieSpec, id: 'selfie-square', input: { ...selfieSpec.input, height: 256 }, outputs: [OUTPUT] },
  OUTPUT,
  [1, 256, 256, 1],
);
