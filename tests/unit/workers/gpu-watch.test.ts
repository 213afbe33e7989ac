import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GpuWatch, type WatchedGpu } from '../../../workers/gpu-watch';
import type { FromWorker } from '../../../workers/protocol';

const REBUILD_LIMIT_MS = 40_000;

class FakeGpu implements WatchedGpu {
  readonly rebuildLimitMs = REBUILD_LIMIT_MS;
  lose!: (message?: string) => void;
  hang!: (what: string) => void;
  readonly lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    this.lose = (message = 'reset') => resolve({ reason: 'unknown', message } as GPUDeviceLostInfo);
  });
  readonly hung = new Promise<string>((resolve) => (this.hang = resolve));
}

class OutOfMemory extends Error {}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('GPUOutOfMemoryError', OutOfMemory);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Outcome = 'rebuilt' | 'elsewhere' | 'fails' | 'never ends';

function setUp(troublesMs: readonly number[] = [], outcome: Outcome = 'rebuilt') {
  const sent: FromWorker[] = [];
  const givenUp: string[] = [];
  const gpus = [new FakeGpu()];
  const newest = (): FakeGpu => gpus.at(-1) as FakeGpu;
  const watch = new GpuWatch(
    {
      rebuild: () => {
        if (outcome === 'fails') return Promise.reject(new Error('no adapter'));
        if (outcome === 'never ends') return new Promise(() => undefined);
        gpus.push(new FakeGpu());
        watch.watch(newest());
        return Promise.resolve(outcome);
      },
      send: (message) => sent.push(message),
      onGivenUp: (reason) => givenUp.push(reason),
    },
    troublesMs,
  );
  watch.watch(newest());
  return {
    watch,
    gpus,
    newest,
    sent,
    givenUp,
    remedies: () => sent.map((message) => 'remedy' in message && message.remedy),
  };
}

describe('a device that is lost', () => {
  it('is replaced, and the page is told', async () => {
    const { newest, gpus, sent } = setUp();
    newest().lose('the driver was reset');
    await settle();
    expect(gpus).toHaveLength(2);
    expect(sent).toMatchObject([
      { type: 'gpu-trouble', remedy: 'rebuild', reason: 'the graphics processor was lost: the driver was reset' },
    ]);
  });

  it('twice within a minute is given up', async () => {
    const { newest, remedies, givenUp } = setUp();
    newest().lose();
    await settle();
    vi.advanceTimersByTime(59_000);
    newest().lose();
    await settle();
    expect(remedies()).toEqual(['rebuild', 'give-up']);
    expect(givenUp).toEqual(['the graphics processor was lost twice within a minute']);
  });

  it('twice, more than a minute apart, is replaced twice', async () => {
    const { newest, remedies } = setUp();
    newest().lose();
    await settle();
    vi.advanceTimersByTime(61_000);
    newest().lose();
    await settle();
    expect(remedies()).toEqual(['rebuild', 'rebuild']);
  });

  it('is no news when it had been replaced already, or was taken down on purpose', async () => {
    const { watch, gpus, newest, sent } = setUp();
    const [first] = gpus;
    watch.watch(new FakeGpu());
    first?.lose();
    await settle();
    watch.stop();
    newest().lose();
    await settle();
    expect(sent).toEqual([]);
  });
});

it('another graphics processor in its place takes a new worker, since nothing is known of it', async () => {
  const { newest, remedies, givenUp } = setUp([], 'elsewhere');
  newest().lose();
  await settle();
  expect(remedies()).toEqual(['rebuild', 'replace-worker']);
  expect(givenUp).toEqual([]);
});

describe('a rebuild', () => {
  it('that fails is the end of the GPU', async () => {
    const { newest, remedies, givenUp } = setUp([], 'fails');
    newest().lose();
    await settle();
    expect(remedies()).toEqual(['rebuild', 'give-up']);
    expect(givenUp).toEqual(['the graphics processor could not be started again: no adapter']);
  });

  it("that never ends is given up after this device's time for it", async () => {
    const { newest, remedies, givenUp } = setUp([], 'never ends');
    newest().lose();
    await settle();
    await vi.advanceTimersByTimeAsync(REBUILD_LIMIT_MS - 1);
    expect(remedies()).toEqual(['rebuild']);
    await vi.advanceTimersByTimeAsync(1);
    expect(remedies()).toEqual(['rebuild', 'give-up']);
    expect(givenUp).toEqual([
      'the graphics processor could not be started again: a new start gave no answer within 40 s',
    ]);
  });

  it('has its whole time again after the page was frozen', async () => {
    const { newest, remedies } = setUp([], 'never ends');
    newest().lose();
    await settle();
    const clock = vi.spyOn(performance, 'now');
    const wokeAt = performance.now() + 10 * REBUILD_LIMIT_MS;
    clock.mockReturnValue(wokeAt);
    await vi.advanceTimersByTimeAsync(REBUILD_LIMIT_MS);
    clock.mockRestore();
    expect(remedies()).toEqual(['rebuild']);
    await vi.advanceTimersByTimeAsync(REBUILD_LIMIT_MS);
    expect(remedies()).toEqual(['rebuild', 'give-up']);
  });
});

it('a runtime that hangs takes a new worker, which knows of the trouble', async () => {
  const { newest, remedies, sent } = setUp();
  newest().hang('run of yolo gave no answer within 30 s');
  await settle();
  expect(remedies()).toEqual(['replace-worker']);
  const [{ atMs }] = sent as unknown as [{ atMs: number }];
  const next = setUp([atMs]);
  next.newest().lose();
  await settle();
  expect(next.remedies()).toEqual(['give-up']);
});

it('refused calls and exhausted memory are troubles, a hundred at once are one', async () => {
  const { watch, remedies, sent } = setUp();
  for (let i = 0; i < 100; i++) watch.refused({ message: 'invalid bind group' } as GPUError);
  await settle();
  expect(remedies()).toEqual(['rebuild']);
  expect(sent[0]).toMatchObject({ reason: 'the graphics processor refused its work: invalid bind group' });
  const poor = setUp();
  poor.watch.refused(new OutOfMemory('no memory') as unknown as GPUError);
  await settle();
  expect(poor.sent[0]).toMatchObject({ reason: 'the graphics processor ran out of memory: no memory' });
});
