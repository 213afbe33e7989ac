/** Which networks are the same at other input sizes: what a slow device may use in place of the one that was chosen. */
import { isShipped } from './catalog';
import type { Size } from './contract';
import { modelOf, type ModelId } from './registry';

interface Member {
  readonly id: ModelId;
  /** Frames narrower than this, width ÷ height, are squeezed too much by its input. */
  readonly leastAspect?: number;
}

/** Largest first. */
const FAMILIES: readonly (readonly Member[])[] = [
  [{ id: 'yolo-416' }, { id: 'yolo-320' }, { id: 'yolo-256' }],
  // 16:9 against 1:1: a 4:3 picture lies between the two.
  [{ id: 'unet-portrait' }, { id: 'unet-portrait-wide', leastAspect: 4 / 3 - 0.01 }],
];

/**
 * The chosen network and its smaller sisters that fit the frame, largest first; the chosen one alone where it has none.
 * @param frame upright; undefined while none has come.
 * @param isThere whether a network's weights can be had.
 */
export function sizesFrom(
  chosen: ModelId,
  frame: Size | undefined,
  isThere: (id: ModelId) => boolean = isShipped,
): readonly ModelId[] {
  const family = FAMILIES.find((members) => members.some(({ id }) => id === chosen)) ?? [];
  const smaller = family.slice(family.findIndex(({ id }) => id === chosen) + 1);
  const aspect = frame ? frame.width / frame.height : 0;
  const fitting = smaller.filter(({ id, leastAspect = 0 }) => aspect >= leastAspect && isThere(id));
  return [chosen, ...fitting.map(({ id }) => id)];
}

/** Whether the one may stand in for the other. */
export function areSizesOfOne(a: ModelId, b: ModelId): boolean {
  return a === b || FAMILIES.some((members) => [a, b].every((id) => members.some((member) => member.id === id)));
}

/** What a run costs beside a run of `of`: convolutions cost as their pixels do. */
export function relativeCost(id: ModelId, of: ModelId): number {
  const area = (one: ModelId): number => {
    const { width, height } = modelOf(one).spec.input;
    return width * height;
  };
  return area(id) / area(of);
}
