import { beforeAll, describe, expect, it, vi } from 'vitest';
import { FrameLoop } from '../../../workers/frame-loop';
import type { FrameImage } from '../../../workers/frame-view';
import { FramePace } from '../../../workers/pace/frame-pace';
import type { FrameMessage } from '../../../workers/protocol';

beforeAll(() => {
  vi.stubGlobal('self', { requestAnimationFrame: (run: () => void) => setTimeout(run, 0) });
});

class FakeFrame {
  closed = 0;
  /** Microseconds, as cameras give them. */
  constructor(readonly timestamp = 0) {}
  close(): void {
    this.closed++;
  }
}
const frameOf = (): FakeFrame & FrameImage => new FakeFrame() as FakeFrame & FrameImage;
const posted = (frame: FrameImage, gapMs = 33, skipped = 0): FrameMessage => ({ type: 'frame', frame, gapMs, skipped });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A loop whose work on a frame ends when the test says so. */
function setUp() {
  const seen: FakeFrame[] = [];
  const state = { credits: 0, finish: (): void => undefined };
  const pace = new FramePace();
  const dropped: number[] = [];
  const loop = new FrameLoop(
    {
      process: async (image, count) => {
        dropped.push(count);
        seen.push(image as unknown as FakeFrame);
        await new Promise<void>((resolve) => (state.finish = resolve));
        image.close();
      },
      onCredit: () => (state.credits += 1),
      onEnded: () => undefined,
    },
    pace,
  );
  return { loop, seen, state, pace, dropped };
}

/** A camera's stream: frames are pushed by the test. */
function streamOf() {
  let push: (frame: FakeFrame) => void = () => undefined;
  let cancelled = false;
  const readable = new ReadableStream<VideoFrame>({
    start: (controller) => {
      push = (frame): void => controller.enqueue(frame as unknown as VideoFrame);
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { readable, push: (frame: FakeFrame): void => push(frame), wasCancelled: (): boolean => cancelled };
}

describe('FrameLoop', () => {
  it('gives the credit of a posted frame back also where its source is left while it is in work', async () => {
    const { loop, state } = setUp();
    await loop.attach({ kind: 'posted' });
    const frame = frameOf();
    loop.post(posted(frame));
    await settle();
    await loop.detach();
    state.finish();
    await settle();
    expect([state.credits, frame.closed]).toEqual([1, 1]);
  });

  it('gives no credit for a frame that nobody posted', async () => {
    const { loop, state } = setUp();
    const camera = streamOf();
    await loop.attach({ kind: 'readable', readable: camera.readable });
    camera.push(frameOf());
    await settle();
    await loop.attach({ kind: 'posted' });
    state.finish();
    await settle();
    expect(state.credits).toBe(0);
  });

  it('closes a waiting frame with its source, so that the next one does not begin with it', async () => {
    const { loop, seen, state } = setUp();
    const camera = streamOf();
    await loop.attach({ kind: 'readable', readable: camera.readable });
    const [first, second] = [frameOf(), frameOf()];
    camera.push(first);
    await settle();
    camera.push(second);
    await settle();
    await loop.detach();
    state.finish();
    await settle();
    expect([seen.length, first.closed, second.closed, camera.wasCancelled()]).toEqual([1, 1, 1, true]);
  });

  it('of two sources attached at once keeps the later and lets the former go', async () => {
    const { loop, seen, state } = setUp();
    const [former, later] = [streamOf(), streamOf()];
    await Promise.all([
      loop.attach({ kind: 'readable', readable: former.readable }),
      loop.attach({ kind: 'readable', readable: later.readable }),
    ]);
    const frame = frameOf();
    later.push(frame);
    await settle();
    state.finish();
    expect([seen.length, former.wasCancelled(), later.wasCancelled()]).toEqual([1, true, false]);
  });

  it('closes what comes while paused, and gives the credit back', async () => {
    const { loop, seen, state } = setUp();
    await loop.attach({ kind: 'posted' });
    loop.pause(true);
    const frame = frameOf();
    loop.post(posted(frame));
    await settle();
    expect([seen.length, state.credits, frame.closed]).toEqual([0, 1, 1]);
  });

  it('counts what it replaced per source, and learns the rhythm of the frames from their own clock', async () => {
    const { loop, state, pace, dropped } = setUp();
    const camera = streamOf();
    await loop.attach({ kind: 'readable', readable: camera.readable });
    for (const index of [0, 1, 2, 3, 5, 6]) camera.push(new FakeFrame(index * 40_000));
    await settle();
    state.finish();
    await settle();
    // The first was taken at once, the last after it; the four between were replaced, and one never came.
    expect(dropped).toEqual([0, 4]);
    expect(Math.round(pace.intervalMs ?? NaN)).toBe(40);
    expect(pace.lost).toBe(1);
    const other = streamOf();
    await loop.attach({ kind: 'readable', readable: other.readable });
    pace.sourceChanged();
    state.finish();
    await settle();
    other.push(new FakeFrame(0));
    await settle();
    expect([dropped.at(-1), pace.lost]).toEqual([0, 0]);
  });
});
