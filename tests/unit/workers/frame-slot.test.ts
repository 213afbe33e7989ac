import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameSlot } from '../../../workers/frame-slot';

class FakeFrame {
  closed = 0;
  constructor(readonly id: number) {}
  close(): void {
    this.closed++;
  }
}

describe('FrameSlot', () => {
  it('gives the newest frame and closes the replaced one', async () => {
    const slot = new FrameSlot<FakeFrame>();
    const [a, b] = [new FakeFrame(1), new FakeFrame(2)];
    expect(slot.offer(a)).toBe(false);
    expect(slot.offer(b)).toBe(true);
    expect(await slot.take()).toBe(b);
    expect([a.closed, b.closed, slot.dropped]).toEqual([1, 0, 1]);
  });

  it('hands a frame straight to a waiting taker', async () => {
    const slot = new FrameSlot<FakeFrame>();
    const taken = slot.take();
    const frame = new FakeFrame(1);
    expect(slot.offer(frame)).toBe(false);
    expect(await taken).toBe(frame);
    expect(frame.closed).toBe(0);
  });

  it('ends the taker and closes late frames after close', async () => {
    const slot = new FrameSlot<FakeFrame>();
    const taken = slot.take();
    slot.close();
    expect(await taken).toBeUndefined();
    const late = new FakeFrame(1);
    expect(slot.offer(late)).toBe(true);
    expect(late.closed).toBe(1);
  });

  it('closes every frame exactly once, whatever the order of offers and takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (offers) => {
        const slot = new FrameSlot<FakeFrame>();
        const frames: FakeFrame[] = [];
        let taker: Promise<void> | undefined;
        const use = async (): Promise<void> => {
          (await slot.take())?.close();
          taker = undefined;
        };
        for (const offer of offers) {
          if (offer) {
            const frame = new FakeFrame(frames.length);
            frames.push(frame);
            slot.offer(frame);
          } else if (!taker) taker = use();
          await Promise.resolve();
        }
        slot.close();
        await taker;
        expect(frames.every((frame) => frame.closed === 1)).toBe(true);
      }),
    );
  });
});
