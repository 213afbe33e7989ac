/**
 * A mask between two inferences: its person is looked for on the frame to be drawn, and the mask goes along, by one translation.
 * IoU with a fresh mask, a person walking through a room, after 100, 200, 300 ms: 0.956, 0.935, 0.924, where a mask left in place
 * has 0.934, 0.896, 0.875 (worst tenth 0.87, 0.78, 0.75 for 0.71, 0.52, 0.43).
 */
import type { Box, Mask, Placement, Size } from '../../models/contract';
import { frameSeenByModel, pictureInModel } from '../../models/math/letterbox';
import { halved, NO_SHIFT, regionShift, type Luma } from '../../models/math/region-shift';
import { guideSize, halveMask, type MaskGuide } from './mask-guide';
import type { EdgeModel } from './refine-mask';
import { newPlanes, shrink } from './small-picture';

/** What is kept of a mask's own frame, at half the guide's resolution. */
export interface Trail {
  readonly luma: Luma;
  /** Where the person is, 0..1. */
  readonly person: Float32Array;
}

/** Of a guide: what a trail keeps of the picture. */
export function trailLuma({ width, height, red, green, blue }: MaskGuide): Luma {
  return halved({ width, height, values: lumaOf([red, green, blue]) });
}

/**
 * @param luma `trailLuma` of the mask's guide
 * @returns undefined where part of the mask lies outside the frame: then places on both cannot be told to be the same.
 */
export function trailOf({ alpha, width, height, placement }: Mask, luma: Luma): Trail | undefined {
  const { x, y, width: across, height: down } = pictureInModel(placement);
  if (x > 1 || y > 1 || Math.abs(across - width) > 1 || Math.abs(down - height) > 1) return undefined;
  const size = guideSize({ width, height });
  const person = new Float32Array(size.width * size.height);
  halveMask(alpha, { width, height }, person);
  const mass = halved({ ...size, values: person });
  return mass.width === luma.width && mass.height === luma.height ? { luma, person: mass.values } : undefined;
}

/** @param frame the whole upright frame at any resolution; looked at where the mask was made. */
export function carriedModel(model: EdgeModel, trail: Trail | undefined, frame: ImageData): EdgeModel {
  if (!trail) return model;
  const { luma, person } = trail;
  const planes = newPlanes(luma);
  shrink(frame, luma, planes, partOf(frame, model.placement));
  const shift = regionShift(luma, { ...luma, values: lumaOf(planes) }, person);
  if (shift === NO_SHIFT) return model;
  return { ...model, shift: { x: (shift.x * model.width) / luma.width, y: (shift.y * model.height) / luma.height } };
}

/** What the mask shows, in pixels of a frame of any resolution. */
function partOf(frame: Size, placement: Placement): Box {
  const { x, y, width, height } = frameSeenByModel(placement);
  const [across, down] = [frame.width / placement.frame.width, frame.height / placement.frame.height];
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}

/** ITU-R BT.601. A loop, as it runs on every frame: `map` takes five times as long. */
function lumaOf([red, green, blue]: readonly [Float32Array, Float32Array, Float32Array]): Float32Array {
  const { length } = red;
  const luma = new Float32Array(length);
  for (let i = 0; i < length; i++) luma[i] = 0.299 * (red[i] ?? 0) + 0.587 * (green[i] ?? 0) + 0.114 * (blue[i] ?? 0);
  return luma;
}
