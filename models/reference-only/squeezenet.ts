/** SqueezeNet 1.1 (Iandola et al., Apache-2.0): ImageNet-1k logits. For measuring and development; it names classes by number. */
import type { ClassifierModel } from '../contract';
import { classifier } from '../resnet/decode';

export const squeezenet: ClassifierModel = classifier(
  {
    id: 'squeezenet',
    task: 'classify',
    input: {
      name: 'input',
      width: 224,
      height: 224,
      layout: 'nchw',
      channelOrder: 'rgb',
      // ImageNet's statistics, times 255.
      mean: [123.675, 116.28, 103.53],
      std: [58.395, 57.12, 57.375],
      fit: 'cover',
      pad: 0,
    },
    outputs: ['logits'],
    labels: [],
  },
  'logits',
  1000,
);
