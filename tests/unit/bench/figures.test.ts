import { describe, expect, it } from 'vitest';
import type { FrameReport } from '../../../models/contract';
import { alignedFigures } from '../../bench/figures';
import type { Presented, Recording } from '../../bench/measure-task';
import { growthOf, type SoakSample } from '../../bench/run-soak';

function recordingOf(frames: readonly { runMs: readonly number[]; totalMs: number }[]): Recording {
  const reports = frames.map(({ runMs, totalMs }, seq) => ({
    seq,
    fresh: true,
    answered: true,
    timingsMs: { capture: 0.1, infer: runMs[0] ?? 0, draw: 1 },
    inferMs: { detect: runMs[0], portrait: runMs[1] },
    totalMs,
    atMs: seq * 33,
  })) as unknown as (FrameReport & { readonly atMs: number })[];
  const presented = frames.map(({ totalMs }, seq): Presented => ({
    type: 'presented',
    seq,
    totalMs: totalMs + 5,
    path: 'gpu',
    readBackBytes: 1000 + seq * 1012,
    dispatches: 50 + seq * 7,
    runtimeDispatches: 300 + seq * 90,
  }));
  return { reports, presented, firstMs: {}, models: {}, engine: undefined };
}

describe('figures of a bench', () => {
  const frames = [
    { runMs: [30, 10], totalMs: 44 },
    { runMs: [20, 10], totalMs: 33 },
    { runMs: [40, 20], totalMs: 90 },
  ];

  it('tell what a frame costs beside the runs in it, all tasks together', () => {
    expect(alignedFigures(recordingOf(frames))).toMatchObject({
      frames: 3,
      runMs: { p50: 40, p95: 60 },
      frameMs: { p50: 44, p95: 90 },
      presentedMs: { p50: 49 },
      pipelineTax: 1.1,
      overheadMs: 4,
    });
  });

  it('count what is read back and dispatched for each frame', () => {
    expect(alignedFigures(recordingOf(frames))).toMatchObject({
      readBackBytesPerFrame: 1012,
      dispatchesPerFrame: 97,
      ownDispatchesPerFrame: 7,
      runtimeDispatchesPerFrame: 90,
    });
  });

  it('leave out pictures that were shown with the answers of another', () => {
    const recording = recordingOf(frames);
    const late = { ...recording.reports[2]!, fresh: false };
    expect(alignedFigures({ ...recording, reports: [...recording.reports.slice(0, 2), late] }).frames).toBe(2);
  });
});

describe('growth in a soak', () => {
  const sampleOf = (i: number, more: Partial<SoakSample> = {}): SoakSample => ({
    frames: i * 500,
    heapMiB: 35 + (i % 3),
    videoFrames: 1,
    framesSeen: i * 500,
    gpuBuffers: 40,
    gpuTextures: 12,
    ...more,
  });
  const flat = Array.from({ length: 40 }, (_, i) => sampleOf(i));

  it('is none where all goes up and down', () => {
    expect(growthOf(flat)).toEqual([]);
  });

  it.each<[string, (i: number) => Partial<SoakSample>]>([
    ['memory', (i) => ({ heapMiB: 35 + i / 2 })],
    ['gpuBuffers', (i) => ({ gpuBuffers: 40 + i })],
    ['gpuTextures', (i) => ({ gpuTextures: 12 + Math.floor(i / 10) })],
    ['open frames', (i) => ({ videoFrames: i < 30 ? 1 : 6 })],
    ['uncounted', () => ({ framesSeen: 0 })],
  ])('is told of: %s', (what, grown) => {
    expect(growthOf(flat.map((_, i) => sampleOf(i, grown(i)))).join()).toContain(what);
  });
});
