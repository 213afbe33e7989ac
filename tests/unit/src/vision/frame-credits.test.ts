import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCredits, type FrameGap } from '../../../../src/vision/frame-credits';
import { FakeFrame } from './fakes';

function setUp() {
  const sent: string[] = [];
  const gaps: FrameGap[] = [];
  const clock = { ms: 0 };
  const credits = new FrameCredits(
    (frame, gap) => {
      sent.push((frame as unknown as FakeFrame).name);
      gaps.push(gap);
    },
    () => clock.ms,
  );
  return { sent, gaps, clock, credits };
}

describe('frame credits', () => {
  it('sends the first frame at once and keeps the newest of those that come meanwhile', () => {
    const { sent, credits } = setUp();
    const frames = ['a', 'b', 'c', 'd'].map((name) => new FakeFrame(name));
    for (const frame of frames) credits.offer(frame.asFrame);
    expect(sent).toEqual(['a']);
    expect(frames.map(({ closed }) => closed)).toEqual([0, 1, 1, 0]);
    credits.done();
    expect(sent).toEqual(['a', 'd']);
  });

  it('tells the worker how frames came and how many it does not get, per source', () => {
    const { gaps, clock, credits } = setUp();
    for (const name of ['a', 'b', 'c', 'd']) {
      credits.offer(new FakeFrame(name).asFrame);
      clock.ms += 33;
    }
    credits.done();
    credits.drop();
    credits.done();
    credits.offer(new FakeFrame('other').asFrame);
    expect(gaps).toEqual([
      { gapMs: undefined, skipped: 0 },
      { gapMs: 33, skipped: 2 },
      { gapMs: undefined, skipped: 0 },
    ]);
  });

  it('keeps one in flight over a change of source', () => {
    const { sent, credits } = setUp();
    const waiting = new FakeFrame('waiting');
    credits.offer(new FakeFrame('former').asFrame);
    credits.offer(waiting.asFrame);
    credits.drop();
    expect(waiting.closed).toBe(1);
    credits.offer(new FakeFrame('new').asFrame);
    expect(sent).toEqual(['former']);
    credits.done();
    expect(sent).toEqual(['former', 'new']);
  });

  it('closes a frame that could not be sent, and can send the next', () => {
    let fail = true;
    const credits = new FrameCredits(() => {
      if (fail) throw new DOMException('no', 'DataCloneError');
    });
    const frame = new FakeFrame('a');
    expect(() => credits.offer(frame.asFrame)).toThrow('no');
    expect(frame.closed).toBe(1);
    fail = false;
    credits.offer(new FakeFrame('b').asFrame);
  });

  it('sends or closes every frame exactly once, and never has two in flight, whatever happens in whatever order', () => {
    const steps = fc.array(fc.constantFrom('offer', 'done', 'drop', 'reset'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (script) => {
        const frames: FakeFrame[] = [];
        const sent = new Set<FakeFrame>();
        let inFlight = 0;
        const credits = new FrameCredits((frame) => {
          const fake = frame as unknown as FakeFrame;
          expect(sent.has(fake)).toBe(false);
          sent.add(fake);
          inFlight += 1;
          expect(inFlight).toBe(1);
        });
        for (const step of script) {
          if (step === 'offer') {
            const frame = new FakeFrame(String(frames.length));
            frames.push(frame);
            credits.offer(frame.asFrame);
          } else if (step === 'done') {
            if (inFlight === 0) continue;
            inFlight = 0;
            credits.done();
          } else if (step === 'drop') credits.drop();
          else {
            inFlight = 0;
            credits.reset();
          }
        }
        inFlight = 0;
        credits.reset();
        for (const frame of frames) expect(frame.closed + (sent.has(frame) ? 1 : 0)).toBe(1);
      }),
    );
  });
});
