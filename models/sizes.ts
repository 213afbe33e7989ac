/** Which networks are the same at other input sizes: what a slow device may use in place of the one that was chosen. */
import { isShipped } from './catalog';
import type { Size } from './contract';
import { modelOf, type ModelId } from './registry';

interface Member {
  readonly id: ModelId;
  /** Frames narrower than this, width ÷ height, are squeezed too much by its input. */
  readonly leastAspect?: number;
  /** Frames at least so wide are squeezed less by this input than by the larger ones, and told no worse: it is taken first. */
  readonly bestFrom?: number;
}

/** Largest first. */
const FAMILIES: readonly (readonly Member[])[] = [
  [{ id: 'yolo-416' }, { id: 'yolo-320' }, { id: 'yolo-256' }],
  // 16:9 against 1:1: a 4:3 picture lies between the two, and the larger tells it better. Of 16:9 both were measured on held-out
  // pictures: IoU 0.928 wide, 0.918 square on upper bodies; 0.841 and 0.817 on portraits (models/unet-portrait/CARD.md).
  [{ id: 'unet-portrait' }, { id: 'unet-portrait-wide', leastAspect: 4 / 3 - 0.01, bestFrom: 1.5 }],
];

/**
 * The network that fits the frame and its smaller sisters that fit too, largest first; the chosen one alone where it has none.
 * @param frame upright; undefined while none has come.
 * @param isThere whether a network's weights can be had.
 */
export function sizesFrom(
  chosen: ModelId,
  frame: Size | undefined,
  isThere: (id: ModelId) => boolean = isShipped,
): readonly ModelId[] {
  const family = FAMILIES.find((members) => members.some(({ id }) => id === chosen)) ?? [{ id: chosen }];
  const [first, ...smaller] = family.slice(family.findIndex(({ id }) => id === chosen)) as [Member, ...Member[]];
  const aspect = frame ? frame.width / frame.height : 0;
  const fitting = [first, ...smaller.filter(({ id, leastAspect = 0 }) => aspect >= leastAspect && isThere(id))];
  const best = fitting.findLastIndex(({ bestFrom = Infinity }) => aspect >= bestFrom);
  return fitting.slice(Math.max(best, 0)).map(({ id }) => id);
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
