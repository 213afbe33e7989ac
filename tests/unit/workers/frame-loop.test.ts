import { beforeAll, describe, expect, it, vi } from 'vitest';
import { FrameLoop } from '../../../workers/frame-loop';
import type { FrameImage } from '../../../workers/frame-view';

beforeAll(() => {
  vi.stubGlobal('self', { requestAnimationFrame: (run: () => void) => setTimeout(run, 0) });
});

class FakeFrame {
  closed = 0;
  close(): void {
    this.closed++;
  }
}
const frameOf = (): FakeFrame & FrameImage => new FakeFrame() as FakeFrame & FrameImage;
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A loop whose work on a frame ends when the test says so. */
function setUp() {
  const seen: FakeFrame[] = [];
  const state = { credits: 0, finish: (): void => undefined };
  const loop = new FrameLoop({
    process: async (image) => {
      seen.push(image as unknown as FakeFrame);
      await new Promise<void>((resolve) => (state.finish = resolve));
      image.close();
    },
    onCredit: () => (state.credits += 1),
    onEnded: () => undefined,
  });
  return { loop, seen, state };
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
    loop.post(frame);
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
    loop.post(frame);
    await settle();
    expect([seen.length, state.credits, frame.closed]).toEqual([0, 1, 1]);
  });
});
