import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GpuGuard, HEALTHY_AFTER_MS } from '../../../../src/storage/gpu-guard';
import { GpuMemory } from '../../../../src/vision/gpu-memory';

/** A browser whose storage and locks outlive its pages. */
class FakeBrowser {
  readonly items = new Map<string, string>();
  readonly storage = {
    getItem: (key: string): string | null => this.items.get(key) ?? null,
    setItem: (key: string, value: string): void => void this.items.set(key, value),
  };
  readonly locks = new Map<object, string>();

  open(version = '1') {
    const page = { hidden: false, look: (): void => undefined };
    const guard = new GpuGuard({
      storage: this.storage,
      version,
      heldLocks: () => Promise.resolve([...this.locks.values()]),
      holdLock: (name) => void this.locks.set(page, name),
      page: { hidden: () => page.hidden, onChange: (look) => void (page.look = look) },
    });
    return {
      guard,
      hide: (hidden: boolean): void => {
        page.hidden = hidden;
        page.look();
      },
      /** The system ends it: no event, its locks are gone. */
      kill: (): void => {
        this.locks.delete(page);
        vi.clearAllTimers();
      },
    };
  }
}

let browser: FakeBrowser;
beforeEach(() => {
  vi.useFakeTimers();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe('a page that is killed', () => {
  it('while its GPU worked is found out by the next, and by those after it', async () => {
    const first = browser.open();
    expect(await first.guard.stopped()).toBe(false);
    first.guard.work();
    first.kill();
    expect(await browser.open().guard.stopped()).toBe(true);
    expect(await browser.open().guard.stopped()).toBe(true);
  });

  it('after a minute that went well is not the doing of the GPU', async () => {
    const first = browser.open();
    first.guard.work();
    vi.advanceTimersByTime(HEALTHY_AFTER_MS);
    first.kill();
    expect(await browser.open().guard.stopped()).toBe(false);
  });

  it('while hidden, or on WASM, is not either', async () => {
    const hidden = browser.open();
    hidden.guard.work();
    hidden.hide(true);
    hidden.kill();
    expect(await browser.open().guard.stopped()).toBe(false);
    const onWasm = browser.open();
    onWasm.guard.work();
    onWasm.guard.rest();
    onWasm.kill();
    expect(await browser.open().guard.stopped()).toBe(false);
  });

  it('after it was shown again is', async () => {
    const first = browser.open();
    first.guard.work();
    first.hide(true);
    first.hide(false);
    first.kill();
    expect(await browser.open().guard.stopped()).toBe(true);
  });
});

describe('a mark', () => {
  it('of a page that still lives says nothing, and is left alone', async () => {
    const first = browser.open();
    first.guard.work();
    const second = browser.open();
    expect(await second.guard.stopped()).toBe(false);
    second.guard.work();
    second.guard.rest();
    first.kill();
    expect(await browser.open().guard.stopped()).toBe(true);
  });

  it('of another version says nothing, and gives way', async () => {
    const old = browser.open('1');
    old.guard.work();
    old.kill();
    const next = browser.open('2');
    expect(await next.guard.stopped()).toBe(false);
    next.guard.work();
    next.kill();
    expect(await browser.open('2').guard.stopped()).toBe(true);
  });

  it('is forgotten at the user’s word, and a new start is guarded again', async () => {
    const first = browser.open();
    first.guard.work();
    first.kill();
    const second = browser.open();
    expect(await second.guard.stopped()).toBe(true);
    second.guard.forget();
    expect(await second.guard.stopped()).toBe(false);
    second.guard.work();
    second.kill();
    expect(await browser.open().guard.stopped()).toBe(true);
  });

  it('that is broken or unreadable is none', async () => {
    browser.items.set('sightline.gpu-at-work', '{"id":');
    expect(await browser.open().guard.stopped()).toBe(false);
    browser.storage.getItem = () => {
      throw new Error('blocked');
    };
    browser.storage.setItem = browser.storage.getItem as never;
    const blocked = browser.open();
    expect(await blocked.guard.stopped()).toBe(false);
    blocked.guard.work();
    blocked.guard.rest();
  });
});

describe('the memory', () => {
  const VERDICT = { key: 'a', refusal: '', paced: true, networks: {} };

  it('keeps verdicts between pages, and troubles within one', async () => {
    const memory = new GpuMemory(browser.open().guard, browser.storage);
    await memory.open();
    memory.keep(VERDICT);
    memory.trouble(5);
    memory.giveUp('lost twice');
    expect(memory.history()).toEqual({
      stopped: false,
      verdicts: [VERDICT],
      troublesMs: [5],
      givenUp: 'lost twice',
    });
    const next = new GpuMemory(browser.open().guard, browser.storage);
    await next.open();
    expect(next.history()).toEqual({ stopped: false, verdicts: [VERDICT], troublesMs: [], givenUp: '' });
  });

  it('forgets all of it when asked to test again', async () => {
    const dead = browser.open();
    dead.guard.work();
    dead.kill();
    const memory = new GpuMemory(browser.open().guard, browser.storage);
    memory.keep(VERDICT);
    memory.giveUp('lost twice');
    await memory.open();
    expect(memory.history().stopped).toBe(true);
    memory.forget();
    expect(memory.history()).toEqual({ stopped: false, verdicts: [], troublesMs: [], givenUp: '' });
  });

  it('bears broken storage', () => {
    browser.items.set('sightline.gpu-verdicts', 'nonsense');
    expect(new GpuMemory(browser.open().guard, browser.storage).history().verdicts).toEqual([]);
  });
});

it('a page that starts on WASM after a killed one leaves the mark alone', async () => {
  const dead = browser.open();
  dead.guard.work();
  dead.kill();
  const memory = new GpuMemory(browser.open().guard, browser.storage);
  await memory.open();
  memory.atWork(true);
  memory.atWork(false);
  expect(await browser.open().guard.stopped()).toBe(true);
});
