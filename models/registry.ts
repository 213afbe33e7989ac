/** The closed list of networks: id → spec and pure decode. A new model is one line here, one in the catalogue and one folder. */
import type { ClassifierModel, DetectorModel, Model, SegmenterModel } from './contract';
import { nanodet } from './nanodet/decode';
import { rcnn } from './rcnn/decode';
import { fastestdet } from './reference-only/fastestdet';
import { squeezenet } from './reference-only/squeezenet';
import { resnet } from './resnet/decode';
import { selfie } from './selfie/decode';
import { unetPortrait } from './unet-portrait/decode';
import { yolo } from './yolo/decode';
import { yolox } from './yolox/decode';

export { SAME_OBJECT_IOU } from './math/nms';
export { PROPOSAL_COUNTS } from './math/stages';

export type DetectorId = 'yolo-416' | 'yolo-320' | 'yolo-256' | 'rcnn' | 'nanodet-m' | 'yolox-nano' | 'fastestdet';
export type SegmenterId = 'unet-portrait' | 'unet-portrait-wide' | 'selfie';
export type ClassifierId = 'resnet' | 'squeezenet';
export type ModelId = DetectorId | SegmenterId | ClassifierId;

export const MODELS: Readonly<
  Record<DetectorId, DetectorModel> & Record<SegmenterId, SegmenterModel> & Record<ClassifierId, ClassifierModel>
> = {
  'yolo-416': yolo(416),
  'yolo-320': yolo(320),
  'yolo-256': yolo(256),
  rcnn,
  'nanodet-m': nanodet,
  'yolox-nano': yolox,
  fastestdet,
  'unet-portrait': unetPortrait('unet-portrait', { width: 256, height: 256 }),
  'unet-portrait-wide': unetPortrait('unet-portrait-wide', { width: 256, height: 144 }),
  selfie,
  resnet,
  squeezenet,
};

export function modelOf(id: ModelId): Model {
  return MODELS[id];
}

/** @param id of any network, ours or not. */
export function isTwoStage(id: string): boolean {
  if (!isModelId(id)) return false;
  const model = modelOf(id);
  return model.task === 'detect' && model.second !== undefined;
}

export function isModelId(text: string): text is ModelId {
  return Object.hasOwn(MODELS, text);
}
