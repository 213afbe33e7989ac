/** What frames cost, from about a second of them: medians, so that one stall or one garbage collection decides nothing. */
import type { StepName, StepTimings, TaskId } from '../../models/contract';
import { median } from './recent';

/** One frame that was shown. */
export interface FrameCosts {
  /** When it was shown, milliseconds on any steady clock. */
  readonly atMs: number;
  /** Between two frames of the source, milliseconds: the time a frame may take. */
  readonly intervalMs: number;
  readonly stepsMs: StepTimings;
  /** Tasks that are on and whose networks are ready. */
  readonly tasks: readonly TaskId[];
  /** Runs that ended since the frame before, milliseconds. */
  readonly runsMs: Readonly<Partial<Record<TaskId, number>>>;
  /** The networks run on the processor that draws (WebGPU, or WASM on the drawing thread): their time is the picture's. */
  readonly shared: boolean;
}

/** Typical milliseconds. */
export interface Costs {
  readonly intervalMs: number;
  /** Between two frames that were shown. */
  readonly shownMs: number;
  /** Per frame shown. */
  readonly captureMs: number;
  readonly drawMs: number;
  /** Per frame that was put before the networks: filling their inputs and decoding their answers. */
  readonly inputMs: number;
  readonly runMs: Readonly<Partial<Record<TaskId, number>>>;
  readonly shared: boolean;
}

const WINDOW_MS = 1_000;
const MIN_FRAMES = 6;
const MIN_ANSWERS = 2;
/** So long, and the answers that did not come say enough. */
const MAX_WINDOW_MS = 5_000;

/** @returns undefined while there is too little to judge by. */
export function costsOf(frames: readonly FrameCosts[]): Costs | undefined {
  const [first, last] = [frames[0], frames.at(-1)];
  if (!first || !last) return undefined;
  const spanMs = last.atMs - first.atMs;
  const enough = spanMs >= WINDOW_MS && frames.length >= MIN_FRAMES;
  if (!enough && spanMs < MAX_WINDOW_MS) return undefined;
  const runMs: Partial<Record<TaskId, number>> = {};
  for (const task of last.tasks) {
    const runs = frames.flatMap(({ runsMs }) => runsMs[task] ?? []);
    if (runs.length < MIN_ANSWERS && spanMs < MAX_WINDOW_MS) return undefined;
    runMs[task] = runs.length < MIN_ANSWERS ? spanMs / MIN_ANSWERS : median(runs);
  }
  return {
    intervalMs: median(frames.map(({ intervalMs }) => intervalMs)),
    shownMs: median(frames.slice(1).map(({ atMs }, i) => atMs - (frames[i]?.atMs ?? atMs))),
    captureMs: perFrame(frames, 'capture'),
    drawMs: perFrame(frames, 'draw'),
    inputMs: whenItRan(frames, 'preprocess') + whenItRan(frames, 'decode'),
    runMs,
    shared: last.shared,
  };
}

/** A step that only some frames need, spread over all of them. */
function perFrame(frames: readonly FrameCosts[], step: StepName): number {
  const share = frames.filter(({ stepsMs }) => (stepsMs[step] ?? 0) > 0).length / frames.length;
  return whenItRan(frames, step) * share;
}

function whenItRan(frames: readonly FrameCosts[], step: StepName): number {
  return median(frames.flatMap(({ stepsMs }) => (stepsMs[step] ? [stepsMs[step]] : [])));
}
