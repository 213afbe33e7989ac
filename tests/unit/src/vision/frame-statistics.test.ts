import { expect, it } from 'vitest';
import type { FrameReport } from '../../../../models/contract';
import { FrameStatistics } from '../../../../src/vision/frame-statistics';
import { reportOf } from '../../../fixtures/report';

const report = (totalMs: number, extra: Partial<FrameReport> = {}): FrameReport =>
  reportOf({ timingsMs: { infer: totalMs / 2 }, inferMs: { detect: totalMs / 2 }, totalMs, ...extra });

it('counts intervals, not frames', () => {
  const statistics = new FrameStatistics();
  for (let i = 0; i <= 10; i += 1) statistics.add(report(20), i * 100);
  expect(statistics.figures(1000)).toMatchObject({
    fps: 10,
    totalMs: 20,
    stepsMs: { infer: 10 },
    inferMs: { detect: 10 },
  });
});

it('forgets what is older than its window', () => {
  const statistics = new FrameStatistics();
  statistics.add(report(1000), 0);
  statistics.add(report(10), 5000);
  expect(statistics.figures(5000)).toMatchObject({ fps: 0, totalMs: 10 });
});

it('keeps the times of a single picture', () => {
  const statistics = new FrameStatistics();
  expect(statistics.figures(0)).toMatchObject({ fps: 0, totalMs: 0, stepsMs: {}, inferMs: {} });
  statistics.add(report(10), 0);
  expect(statistics.figures(60_000)).toMatchObject({ fps: 0, totalMs: 10, stepsMs: { infer: 5 } });
});

it('takes a step that did not run as no time', () => {
  const statistics = new FrameStatistics();
  statistics.add(report(10, { timingsMs: { decode: 4 } }), 0);
  statistics.add(report(10, { timingsMs: {} }), 10);
  expect(statistics.figures(10).stepsMs).toMatchObject({ decode: 2 });
});

it('tells pictures from answers: an inference counts once, with the picture that shows it first', () => {
  const statistics = new FrameStatistics();
  for (let i = 0; i <= 30; i += 1) {
    const answered = i % 3 === 0;
    const inferMs = answered ? { detect: 60 } : {};
    const timingsMs = { draw: 4, ...(answered ? { infer: 61, preprocess: 1 } : {}) };
    statistics.add(
      reportOf({ answered, fresh: false, ageMs: 70 + 33 * (i % 3), inferMs, timingsMs, dropped: i }),
      i * 33,
    );
  }
  const figures = statistics.figures(990);
  expect(figures.fps).toBeCloseTo(30.3, 1);
  expect(figures.answersPerSecond).toBeCloseTo(10.1, 1);
  expect(figures).toMatchObject({
    inferMs: { detect: 60 },
    stepsMs: { infer: 61, preprocess: 1, draw: 4 },
    dropped: 30,
  });
  expect(figures.ageMs).toBeGreaterThan(100);
  expect(figures.ageMs).toBeLessThan(105);
});
