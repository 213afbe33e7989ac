import type { SegmenterModel } from '../contract';
import { segmenter } from '../unet-portrait/decode';
import { OUTPUT, selfieSpec } from './spec';

export const selfie: SegmenterModel = segmenter(selfieSpec, OUTPUT, [1, 144, 256, 1]);
