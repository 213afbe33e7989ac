import { expect, it } from 'vitest';
import type { FrameReport } from '../../../../models/contract';
import { FrameStatistics } from '../../../../src/vision/frame-statistics';

const report = (totalMs: number, extra: Partial<FrameReport> = {}): FrameReport => ({
  seq: 0,
  frame: { width: 640, height: 480 },
  detections: [],
  classifications: [],
  masked: false,
  timingsMs: { infer: totalMs / 2 },
  inferMs: { detect: totalMs / 2 },
  totalMs,
  ...extra,
});

it('counts intervals, not frames', () => {
  const statistics = new FrameStatistics();
  for (let i = 0; i <= 10; i += 1) statistics.add(report(20), i * 100);
  expect(statistics.figures(1000)).toEqual({ fps: 10, totalMs: 20, stepsMs: { infer: 10 }, inferMs: { detect: 10 } });
});

it('forgets what is older than its window', () => {
  const statistics = new FrameStatistics();
  statistics.add(report(1000), 0);
  statistics.add(report(10), 5000);
  expect(statistics.figures(5000)).toMatchObject({ fps: 0, totalMs: 10 });
});

it('keeps the times of a single picture', () => {
  const statistics = new FrameStatistics();
  expect(statistics.figures(0)).toEqual({ fps: 0, totalMs: 0, stepsMs: {}, inferMs: {} });
  statistics.add(report(10), 0);
  expect(statistics.figures(60_000)).toMatchObject({ fps: 0, totalMs: 10, stepsMs: { infer: 5 } });
});

it('takes a step that did not run as no time', () => {
  const statistics = new FrameStatistics();
  statistics.add(report(10, { timingsMs: { decode: 4 } }), 0);
  statistics.add(report(10, { timingsMs: {} }), 10);
  expect(statistics.figures(10).stepsMs).toEqual({ decode: 2 });
});
