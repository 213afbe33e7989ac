import { expect, it } from 'vitest';
import { totalOf } from '../../../../models/memory';
import { memoryBoundMiB, SMALL_BOUND_MIB } from '../../../../src/vision/memory-bound';

const LINUX = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/157', maxTouchPoints: 0 };
const IPHONE = {
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari',
  maxTouchPoints: 5,
};
const IPAD = { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari', maxTouchPoints: 5 };

it('is set on iOS, which never says what it has, and where the browser says that there is little', () => {
  expect(memoryBoundMiB(IPHONE)).toBe(SMALL_BOUND_MIB);
  expect(memoryBoundMiB(IPAD)).toBe(SMALL_BOUND_MIB);
  expect(memoryBoundMiB({ ...LINUX, deviceMemory: 2 })).toBe(SMALL_BOUND_MIB);
  expect(memoryBoundMiB({ ...LINUX, deviceMemory: 4 })).toBeUndefined();
  expect(memoryBoundMiB(LINUX)).toBeUndefined();
});

it('leaves room for all three tasks as they are at first', () => {
  const usual = totalOf({ detect: 'yolo-320', portrait: 'unet-portrait', classify: 'resnet' });
  expect(usual / 2 ** 20).toBeLessThan(SMALL_BOUND_MIB);
});
