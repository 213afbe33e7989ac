/** MediaPipe's selfie segmenter, landscape (Google, Apache-2.0), upstream floats as ONNX: NHWC in and out. */
import type { ModelSpec } from '../contract';

export const OUTPUT = 'segment_back';

/** Input 1×144×256×3, RGB 0..1. Output 1×144×256×1, person probability. */
export const selfieSpec: ModelSpec = {
  id: 'selfie',
  task: 'portrait',
  input: {
    name: 'input_1',
    width: 256,
    height: 144,
    layout: 'nhwc',
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    std: [255, 255, 255],
    fit: 'stretch',
    pad: 0,
  },
  outputs: [OUTPUT],
  labels: [],
};
