import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Rendering happens when the test says so. */
let callbacks: (() => void)[] = [];
const render = (): void => {
  const due = callbacks;
  callbacks = [];
  for (const one of due) one();
};
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function load(): Promise<typeof import('../../../../workers/pace/presented')> {
  vi.resetModules();
  return import('../../../../workers/pace/presented');
}

beforeEach(() => {
  callbacks = [];
  vi.stubGlobal('self', { requestAnimationFrame: (one: () => void) => callbacks.push(one) });
});
afterEach(() => vi.unstubAllGlobals());

describe('a picture drawn', () => {
  it('has left once the display rendered', async () => {
    const { presented, isUnseen } = await load();
    let left = false;
    const leaving = presented().then(() => (left = true));
    await wait(1);
    expect(left).toBe(false);
    render();
    await leaving;
    expect(isUnseen()).toBe(false);
  });

  it('in a hidden tab is waited for once, and the next ones are not', async () => {
    const { presented } = await load();
    await presented();
    const start = performance.now();
    for (let i = 0; i < 100; i++) await presented();
    // 20 ms each would be two seconds: less than a camera gives frames in.
    expect(performance.now() - start).toBeLessThan(500);
    expect(callbacks).toHaveLength(1); // Nothing piles up for when the tab is seen again.
    render();
    let left = false;
    const leaving = presented().then(() => (left = true));
    await wait(1);
    expect(left).toBe(false);
    render();
    await leaving;
  });

  it('is unseen when nothing was rendered for a second', async () => {
    const { presented, isUnseen } = await load();
    const now = vi.spyOn(performance, 'now');
    await presented();
    expect(isUnseen()).toBe(false);
    now.mockReturnValue(performance.now() + 5_000);
    expect(isUnseen()).toBe(true);
    render();
    expect(isUnseen()).toBe(false);
    now.mockRestore();
  });
});
