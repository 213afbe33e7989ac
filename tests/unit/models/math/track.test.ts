import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Detection } from '../../../../models/contract';
import {
  carriedDetections,
  NO_TRACKS,
  stayThreshold,
  updateTracks,
  type TrackedDetection,
  type Tracks,
} from '../../../../models/math/track';

const FRAME = { width: 640, height: 480 };
const APPEAR = 0.4;

const thing = (x: number, y: number, score = 0.9, classId = 0, side = 80): Detection => ({
  boxFramePx: { x, y, width: side, height: side },
  score,
  classId,
  label: `class ${classId}`,
});

/** Answers that come 30 ms after their frames. */
function take(tracks: Tracks, seenMs: number, ...found: Detection[]): Tracks {
  return updateTracks(tracks, found, { seenMs, nowMs: seenMs + 30, appear: APPEAR });
}

function shown(tracks: Tracks, atMs: number, options: { moving?: boolean; eased?: boolean } = {}): TrackedDetection[] {
  return carriedDetections(tracks, { atMs, frame: FRAME, moving: true, eased: false, ...options });
}

const middle = ({ x, y, width, height }: Box): [number, number] => [x + width / 2, y + height / 2];

describe('tracks', () => {
  it('shows the first answer as it is, with numbers of their own', () => {
    const tracks = take(NO_TRACKS, 0, thing(100, 100, 0.6), thing(300, 200, 0.8, 3));
    expect(shown(tracks, 0)).toEqual([
      { ...thing(300, 200, 0.8, 3), trackId: 1 },
      { ...thing(100, 100, 0.6), trackId: 2 },
    ]);
  });

  it('carries a thing that moves steadily to where it is between answers', () => {
    let tracks = NO_TRACKS;
    // 0.3 px a millisecond, an answer every 100 ms.
    for (let ms = 0; ms <= 1500; ms += 100) tracks = take(tracks, ms, thing(20 + 0.3 * ms, 100));
    for (const ahead of [0, 33, 66, 100]) {
      const [box] = shown(tracks, 1500 + ahead);
      expect(box && middle(box.boxFramePx)[0]).toBeCloseTo(60 + 0.3 * (1500 + ahead), 0);
      expect(box?.trackId).toBe(1);
    }
  });

  it('does not run away with a velocity nobody confirms', () => {
    let tracks = NO_TRACKS;
    for (let ms = 0; ms <= 500; ms += 100) tracks = take(tracks, ms, thing(20 + 0.3 * ms, 100));
    const [soon, late] = [shown(tracks, 1000)[0], shown(tracks, 60_000)[0]];
    expect(late?.boxFramePx).toEqual(soon?.boxFramePx);
  });

  it('holds a thing that one answer missed, and lets it go when it stays away', () => {
    let tracks = take(NO_TRACKS, 0, thing(100, 100));
    tracks = take(tracks, 100);
    expect(shown(tracks, 130).map(({ trackId }) => trackId)).toEqual([1]);
    tracks = take(tracks, 200, thing(102, 100));
    expect(shown(tracks, 230).map(({ trackId }) => trackId)).toEqual([1]);
    for (let ms = 300; ms <= 600; ms += 100) tracks = take(tracks, ms);
    expect(shown(tracks, 600)).toEqual([]);
  });

  it('does not show what a single answer believes to see, unless it is certain', () => {
    let tracks = take(NO_TRACKS, 0, thing(100, 100));
    tracks = take(tracks, 100, thing(100, 100), thing(400, 300, 0.45), thing(300, 10, 0.9, 2));
    expect(shown(tracks, 100).map(({ classId }) => classId)).toEqual([0, 2]);
    tracks = take(tracks, 200, thing(100, 100), thing(401, 300, 0.45));
    expect(shown(tracks, 200).map(({ boxFramePx }) => Math.round(boxFramePx.x))).toContain(401);
  });

  it('does not flicker while a score wavers about the threshold, and obeys the threshold when it stays below', () => {
    let tracks = take(NO_TRACKS, 0, thing(100, 100, 0.42));
    for (let i = 1; i <= 20; i++) {
      tracks = take(tracks, i * 100, thing(100, 100, i % 2 ? APPEAR - 0.05 : APPEAR + 0.02));
      expect(shown(tracks, i * 100)).toHaveLength(1);
    }
    for (let i = 21; i <= 25; i++) tracks = take(tracks, i * 100, thing(100, 100, APPEAR - 0.05));
    expect(shown(tracks, 2500)).toEqual([]);
    expect(stayThreshold(APPEAR)).toBeLessThanOrEqual(APPEAR - 0.05);
  });

  it('never makes one thing of two classes', () => {
    let tracks = take(NO_TRACKS, 0, thing(100, 100, 0.9, 0));
    tracks = take(tracks, 100, thing(100, 100, 0.9, 1));
    expect(new Set(shown(tracks, 100).map(({ trackId }) => trackId)).size).toBe(2);
  });

  it('tells two that cross apart by where each is going', () => {
    let tracks = NO_TRACKS;
    for (let ms = 0; ms <= 1600; ms += 50) {
      tracks = take(tracks, ms, thing(20 + 0.25 * ms, 100, 0.9, 0, 60), thing(420 - 0.25 * ms, 130, 0.8, 0, 60));
    }
    const ids = shown(tracks, 1600).map(({ trackId, boxFramePx }) => [trackId, boxFramePx.x > 200]);
    expect(ids).toEqual(expect.arrayContaining([[1, true], [2, false]])); // prettier-ignore
  });

  it('glides from where a box was drawn to the new answer, and jumps where it is asked to', () => {
    let tracks = take(NO_TRACKS, 0, thing(100, 100));
    tracks = take(tracks, 100, thing(140, 100));
    const x = (atMs: number, options: { moving?: boolean; eased?: boolean }): number =>
      shown(tracks, atMs, options)[0]?.boxFramePx.x ?? NaN;
    expect(x(130, { eased: true })).toBeCloseTo(100, 5);
    const jump = x(130, {});
    const glide = [130, 150, 170, 200, 250].map((ms) => x(ms, { eased: true }));
    expect(glide).toEqual([...glide].sort((a, b) => a - b));
    expect(jump).toBeGreaterThan(125);
    expect(Math.abs((glide.at(-1) ?? 0) - x(250, {}))).toBeLessThan(6);
    expect([130, 200, 300].map((ms) => x(ms, { moving: false }))).toEqual(Array(3).fill(x(100, { moving: false })));
  });
});

const box = fc.record({
  x: fc.integer({ min: -40, max: 620 }),
  y: fc.integer({ min: -40, max: 460 }),
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 200 }),
});
const detection = fc.record({
  boxFramePx: box,
  score: fc.integer({ min: 32, max: 100 }).map((percent) => percent / 100),
  classId: fc.integer({ min: 0, max: 2 }),
  label: fc.constant('x'),
});
const answers = fc.array(fc.array(detection, { maxLength: 8 }), { minLength: 1, maxLength: 8 });

describe('for any answers', () => {
  it('the order within an answer does not matter', () => {
    fc.assert(
      fc.property(answers, fc.nat(), (list, seed) => {
        const shuffled = list.map((found) => [...found].sort((a, b) => hash(a, seed) - hash(b, seed)));
        const run = (frames: typeof list): TrackedDetection[] =>
          shown(
            frames.reduce((tracks, found, i) => take(tracks, i * 80, ...found), NO_TRACKS),
            list.length * 80,
          );
        expect(run(shuffled)).toEqual(run(list));
      }),
      { numRuns: 200 },
    );
  });

  it('ids are unique, boxes lie in the frame and are finite, and no more is shown than the last answers held', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 0, max: 400 }), (list, ahead) => {
        const tracks = list.reduce((state, found, i) => take(state, i * 80, ...found), NO_TRACKS);
        for (const eased of [false, true]) {
          const drawn = shown(tracks, (list.length - 1) * 80 + ahead, { eased });
          expect(new Set(drawn.map(({ trackId }) => trackId)).size).toBe(drawn.length);
          for (const { boxFramePx } of drawn) {
            expect(Object.values(boxFramePx).every(Number.isFinite)).toBe(true);
            expect(boxFramePx.x).toBeGreaterThanOrEqual(0);
            expect(boxFramePx.y).toBeGreaterThanOrEqual(0);
            expect(boxFramePx.x + boxFramePx.width).toBeLessThanOrEqual(FRAME.width + 1e-6);
            expect(boxFramePx.y + boxFramePx.height).toBeLessThanOrEqual(FRAME.height + 1e-6);
          }
          // Five answers lie within the time a missed thing is held.
          expect(drawn.length).toBeLessThanOrEqual(list.slice(-5).reduce((sum, found) => sum + found.length, 0));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a thing that stands still is drawn calmer than it is measured, and keeps its number', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 40, maxLength: 40 }), (jitter) => {
        let tracks = NO_TRACKS;
        let [measured, drawn] = [0, 0];
        jitter.forEach((off, i) => {
          tracks = take(tracks, i * 100, thing(200 + off, 100));
          const [track] = shown(tracks, i * 100);
          expect(track?.trackId).toBe(1);
          measured += off ** 2;
          drawn += ((track?.boxFramePx.x ?? NaN) - 200) ** 2;
        });
        // An alpha-beta filter may ring on one unlucky sequence; it must never add up to more than a little.
        expect(drawn).toBeLessThanOrEqual(measured * 1.25 + 1);
      }),
      { numRuns: 100 },
    );
  });
});

function hash({ boxFramePx, score }: Detection, seed: number): number {
  return Math.imul(boxFramePx.x * 31 + boxFramePx.y * 17 + Math.round(score * 100) + seed, 0x9e3779b1) >> 4;
}
