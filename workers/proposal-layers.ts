/** What a two-stage detector looked at, as boxes to be drawn. */
import type { Box } from '../models/contract';
import { clipBox } from '../models/math/boxes';
import { boxToFrame } from '../models/math/letterbox';
import type { ProposalLayers } from './frame-path';
import type { BoxLayer } from './protocol';

/** @returns boxes in frame pixels, clipped to the frame; none for the layer `final`, whose boxes are the answers. */
export function layerBoxes(layers: ProposalLayers | undefined, layer: BoxLayer | undefined): Box[] {
  if (!layers || !layer || layer === 'final') return [];
  const { placement } = layers;
  const corners = layer === 'kept' ? layers.kept : layers.considered;
  const boxes: Box[] = [];
  for (let i = 0; i + 3 < corners.length; i += 4) {
    const [x, y, right, bottom] = corners.subarray(i, i + 4) as unknown as [number, number, number, number];
    const box = clipBox(boxToFrame({ x, y, width: right - x, height: bottom - y }, placement), placement.frame);
    if (box.width > 0 && box.height > 0) boxes.push(box);
  }
  return boxes;
}
