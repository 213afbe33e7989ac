/** What contenders are asked for; the page and the command line ask alike, so that their runs can be compared. */
import type { DetectOptions } from '../../../models/contract';
import { SAME_OBJECT_IOU } from '../../../models/registry';

/** As the app shows boxes by default. */
export const SHOWN: DetectOptions = { scoreThreshold: 0.3, iouThreshold: SAME_OBJECT_IOU, maxDetections: 100 };
/** A labelled set is scored on all, so that the whole precision–recall curve is seen. */
export const SCORED: DetectOptions = { ...SHOWN, scoreThreshold: 0.01 };
