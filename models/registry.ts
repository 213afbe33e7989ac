/** The closed list of networks: id → spec and pure decode. A new model is one line here and one folder. */
import type { Model } from './contract';

export type ModelId = 'yolo-416' | 'yolo-320' | 'yolo-256' | 'nanodet-m' | 'yolox-nano' | 'unet-portrait' | 'unet-portrait-wide' | 'resnet';

/** Filled in by the models room. */
export const MODELS: Readonly<Partial<Record<ModelId, Model>>> = {};
