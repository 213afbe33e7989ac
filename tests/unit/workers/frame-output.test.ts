import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BackdropSlot } from '../../../workers/backdrop';
import { FrameOutput } from '../../../workers/frame-output';

class FakeFrame {
  closed = false;
  readonly timestamp: number;
  constructor(_canvas: unknown, { timestamp }: { timestamp: number }) {
    this.timestamp = timestamp;
    made.push(this);
  }
  close(): void {
    this.closed = true;
  }
}
let made: FakeFrame[] = [];
const scope = globalThis as { VideoFrame?: unknown };
const former = scope.VideoFrame;

beforeEach(() => {
  made = [];
  scope.VideoFrame = FakeFrame;
});
afterEach(() => {
  scope.VideoFrame = former;
});

const source = (timestamp: number): VideoFrame => ({ timestamp }) as VideoFrame;
const canvas = {} as OffscreenCanvas;

describe('pictures for a track', () => {
  it('go out one at a time with their source’s timestamp, the newest waiting, the replaced one closed', () => {
    const sent: number[] = [];
    const output = new FrameOutput(canvas, (frame) => sent.push((frame as VideoFrame).timestamp));
    output.drawn(source(1));
    expect(made).toEqual([]);
    output.turn(true);
    for (const at of [2, 3, 4]) output.drawn(source(at));
    expect(sent).toEqual([2]);
    expect(made.map(({ timestamp, closed }) => [timestamp, closed])).toEqual([
      [2, false],
      [3, true],
      [4, false],
    ]);
    output.done();
    expect(sent).toEqual([2, 4]);
    output.done();
    output.drawn(source(5));
    expect(sent).toEqual([2, 4, 5]);
  });

  it('that wait are closed when nobody wants them any more', () => {
    const output = new FrameOutput(canvas, () => undefined);
    output.turn(true);
    output.drawn(source(1));
    output.drawn(source(2));
    output.turn(false);
    expect(made.map(({ closed }) => closed)).toEqual([false, true]);
    output.drawn(source(3));
    expect(made).toHaveLength(2);
  });
});

describe('the own background', () => {
  it('is the newest image, numbered; the former is closed', () => {
    const image = (): ImageBitmap & { closed: boolean } => {
      const one = { closed: false, close: (): void => void (one.closed = true) };
      return one as unknown as ImageBitmap & { closed: boolean };
    };
    const slot = new BackdropSlot();
    expect(slot.current).toBeUndefined();
    const [first, second] = [image(), image()];
    slot.take(first);
    const version = slot.current?.version;
    slot.take(second);
    expect([first.closed, second.closed, slot.current?.image]).toEqual([true, false, second]);
    expect(slot.current?.version).not.toBe(version);
    slot.take(undefined);
    expect([second.closed, slot.current]).toEqual([true, undefined]);
  });
});
