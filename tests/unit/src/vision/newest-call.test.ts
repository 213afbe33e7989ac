import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NewestCall } from '../../../../src/vision/newest-call';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(durationMs: number) {
  const ran: number[] = [];
  const call = new NewestCall<number>((value) => {
    ran.push(value);
    return new Promise((resolve) => setTimeout(resolve, durationMs));
  }, 400);
  return { ran, call };
}

it('runs the first at once and then only the newest', async () => {
  const { ran, call } = setUp(100);
  for (let value = 0; value < 60; value += 1) call.request(value);
  expect(ran).toEqual([0]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ran).toEqual([0, 59]);
});

it('waits for a long call no longer than its patience', async () => {
  const { ran, call } = setUp(10_000);
  call.request(1);
  await vi.advanceTimersByTimeAsync(100);
  call.request(2);
  await vi.advanceTimersByTimeAsync(399);
  expect(ran).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ran).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ran).toEqual([1, 2]);
});

it('never loses the last value of a drag', async () => {
  const { ran, call } = setUp(130);
  for (let value = 0; value < 50; value += 1) {
    call.request(value);
    await vi.advanceTimersByTimeAsync(16);
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect(ran.at(-1)).toBe(49);
  expect(ran.length).toBeLessThan(10);
});
