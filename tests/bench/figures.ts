/** What a recording of frames says, in figures. Every time in milliseconds, p50 and p95. */
import type { StepName } from '../../models/contract';
import { CAMERA_FPS, type Recording, type TimedReport } from './measure-task';
import { round, spread, type Spread } from './spans';

/** Each frame waited for its own answer. */
export interface AlignedFigures {
  readonly frames: number;
  /** Step by step; `infer` is the way to the runtime and back, `run` within it. Steps may overlap, so their sum may exceed the frame. */
  readonly spansMs: Readonly<Partial<Record<StepName, Spread>>>;
  /** `session.run` alone, summed over the tasks. */
  readonly runMs: Spread;
  /** From the beginning of the work on a frame until it was rasterised. */
  readonly frameMs: Spread;
  /** Until the picture was handed to the compositor. */
  readonly presentedMs: Spread;
  /** p50 frame ÷ p50 run. */
  readonly pipelineTax: number;
  /** p50 frame - p50 run. */
  readonly overheadMs: number;
  /** What came back from the GPU to JavaScript, bytes per frame. */
  readonly readBackBytesPerFrame: number;
  /** Compute dispatches and draw calls per frame, on the GPU: all, the runtime's, and our own. */
  readonly dispatchesPerFrame: number;
  readonly runtimeDispatchesPerFrame: number;
  readonly ownDispatchesPerFrame: number;
}

/** As the app shows frames by itself. */
export interface LiveFigures {
  readonly frames: number;
  readonly fps: number;
  readonly answersPerSecond: number;
  /** Share of the pictures that waited for their own answer, 0..1. */
  readonly aligned: number;
  /** Camera frames that were not shown meanwhile, by the camera's rate. */
  readonly dropped: number;
  readonly frameMs: Spread;
  /** Age of the answers in the picture. */
  readonly ageMs: Spread;
  readonly presentedMs: Spread;
}

const STEPS: readonly StepName[] = ['capture', 'preprocess', 'infer', 'propose', 'second-stage', 'decode', 'draw'];

export function alignedFigures({ reports, presented }: Recording): AlignedFigures {
  const answered = reports.filter((report) => report.fresh && report.answered);
  const steps = STEPS.filter((step) => answered.some(({ timingsMs }) => step in timingsMs));
  const spansMs = Object.fromEntries(
    steps.map((step) => [step, spread(answered.map(({ timingsMs }) => timingsMs[step] ?? 0))]),
  );
  const runMs = spread(answered.map(({ inferMs }) => Object.values(inferMs).reduce((sum, ms) => sum + ms, 0)));
  const frameMs = spread(answered.map(({ totalMs }) => totalMs));
  const [first, last] = [presented[0], presented.at(-1)];
  const perFrame = (count: 'readBackBytes' | 'dispatches' | 'runtimeDispatches'): number =>
    first && last && presented.length > 1 ? round((last[count] - first[count]) / (presented.length - 1)) : 0;
  return {
    frames: answered.length,
    spansMs,
    runMs,
    frameMs,
    presentedMs: spread(presented.map(({ totalMs }) => totalMs)),
    pipelineTax: round(frameMs.p50 / runMs.p50),
    overheadMs: round(frameMs.p50 - runMs.p50),
    readBackBytesPerFrame: perFrame('readBackBytes'),
    dispatchesPerFrame: round(perFrame('dispatches') + perFrame('runtimeDispatches')),
    runtimeDispatchesPerFrame: perFrame('runtimeDispatches'),
    ownDispatchesPerFrame: perFrame('dispatches'),
  };
}

export function liveFigures({ reports, presented }: Recording): LiveFigures {
  const seconds = secondsOf(reports);
  const intervals = reports.length - 1;
  return {
    frames: reports.length,
    fps: round(intervals / seconds),
    answersPerSecond: round(reports.slice(1).filter(({ answered }) => answered).length / seconds),
    aligned: round(reports.filter(({ fresh }) => fresh).length / reports.length),
    dropped: Math.max(0, Math.round(seconds * CAMERA_FPS) - intervals),
    frameMs: spread(reports.map(({ totalMs }) => totalMs)),
    ageMs: spread(reports.flatMap(({ ageMs }) => (ageMs === undefined ? [] : [ageMs]))),
    presentedMs: spread(presented.map(({ totalMs }) => totalMs)),
  };
}

function secondsOf(reports: readonly TimedReport[]): number {
  const [first, last] = [reports[0], reports.at(-1)];
  if (!first || !last || first === last) throw new Error('too few frames were reported');
  return (last.atMs - first.atMs) / 1000;
}
