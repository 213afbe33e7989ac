import { expect, it } from 'vitest';
import type { Box } from '../../../models/contract';
import { BLOCKS, blocksOf, HEAVY, personBox } from '../../../models/math/person-blocks';

const SIZE = { width: 80, height: 60 };

function boxOf(fills: readonly (readonly [Box, number])[], share: number): Box | undefined {
  const alpha = new Float32Array(SIZE.width * SIZE.height);
  for (const [{ x, y, width, height }, value] of fills)
    for (let v = y; v < y + height; v++) alpha.fill(value, v * SIZE.width + x, v * SIZE.width + x + width);
  return personBox(blocksOf(alpha, SIZE), SIZE, share);
}

const PERSON = [{ x: 24, y: 16, width: 16, height: 44 }, 0.95] as const;

it('bounds a person, in whole blocks and not beyond the mask', () => {
  expect(boxOf([PERSON], HEAVY.whole)).toEqual({ x: 24, y: 16, width: 16, height: 44 });
  const arm = [{ x: 40, y: 33, width: 19, height: 4 }, 0.9] as const;
  expect(boxOf([PERSON, arm], HEAVY.whole)).toEqual({ x: 24, y: 16, width: 40, height: 44 });
});

it('finds nobody in single pixels, in what is unlikely and in what is not a number', () => {
  expect(boxOf([], HEAVY.whole)).toBeUndefined();
  expect(boxOf([[{ x: 3, y: 3, width: 1, height: 1 }, 1]], HEAVY.whole)).toBeUndefined();
  expect(boxOf([[{ x: 0, y: 0, width: 80, height: 60 }, BLOCKS.presence]], HEAVY.whole)).toBeUndefined();
  expect(boxOf([[{ x: 0, y: 0, width: 80, height: 60 }, NaN]], HEAVY.whole)).toBeUndefined();
});

it('leaves out a clock, and something large that is hardly likely; takes in a second person', () => {
  const clock = [{ x: 64, y: 0, width: 8, height: 12 }, 1] as const;
  const plant = [{ x: 0, y: 24, width: 16, height: 30 }, 0.5] as const;
  expect(boxOf([PERSON, clock, plant], HEAVY.whole)).toEqual({ x: 24, y: 16, width: 16, height: 44 });
  const second = [{ x: 56, y: 24, width: 16, height: 36 }, 0.9] as const;
  expect(boxOf([PERSON, second], HEAVY.whole)).toEqual({ x: 24, y: 16, width: 48, height: 44 });
  expect(boxOf([PERSON, clock], HEAVY.near)).toEqual({ x: 24, y: 0, width: 48, height: 60 });
});
