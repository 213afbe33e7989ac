/** Which boxes of a two-stage detector are drawn, in the order of their number. */
import type { BoxLayer } from '../../workers/protocol';

export const BOX_LAYERS: readonly (readonly [layer: BoxLayer, text: string])[] = [
  ['final', 'Answers only'],
  ['kept', 'And second looks'],
  ['all', 'And all places'],
];

export const BOX_LAYER_WORDS = {
  label: 'Boxes shown',
  hint: 'Second looks and places are thin lines: what the first stage took for something.',
} as const;

export function boxLayerOf(text: string): BoxLayer | undefined {
  return BOX_LAYERS.find(([layer]) => layer === text)?.[0];
}
