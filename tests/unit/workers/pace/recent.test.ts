import { expect, it } from 'vitest';
import { median, Recent } from '../../../../workers/pace/recent';

it('knows the last few values alone', () => {
  const recent = new Recent(3);
  expect([recent.count, recent.median, recent.least]).toEqual([0, 0, Infinity]);
  for (const value of [9, 1, 5, 3]) recent.add(value);
  expect([recent.count, recent.isFull, recent.median, recent.least]).toEqual([3, true, 3, 1]);
  recent.forget();
  expect(recent.isFull).toBe(false);
});

it('takes the mean of the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
