/**
 * A device that exists on paper: what its frames cost at full quality, how that changes with time, and what the governor makes of it.
 * The same seed gives the same frames.
 */
import type { TaskId } from '../../models/contract';
import type { FrameCosts } from '../../workers/pace/costs';
import { govern, qualityOf, startGovernor, type Conditions, type GovernorState } from '../../workers/pace/governor';
import { inferEvery, sameQuality, type Ladders, type Quality } from '../../workers/pace/quality';
import { randomFrom } from '../unit/models/random-tensors';

/** Milliseconds at full quality and slowness 1. */
export interface Device {
  readonly intervalMs: number;
  readonly captureMs: number;
  readonly drawMs: number;
  readonly inputMs: number;
  readonly runMs: Readonly<Partial<Record<TaskId, number>>>;
  readonly shared: boolean;
}

export interface Trial {
  readonly device: Device;
  readonly ladders: Ladders;
  /** Factor on every cost at a time since the start, milliseconds. */
  readonly slowness: (atMs: number) => number;
  /** Each cost varies by up to this share, up and down. */
  readonly noise: number;
  readonly seed: number;
  readonly durationMs: number;
  /** A network of another size is ready so long after it was asked for. */
  readonly loadMs?: number;
  readonly conditions?: (atMs: number) => Conditions;
}

export interface TracePoint {
  readonly atMs: number;
  /** Since the frame before. */
  readonly shownMs: number;
  readonly busyMs: number;
  /** Age of the answers shown. */
  readonly answerMs: number;
  readonly quality: Quality;
}

export interface Trace {
  readonly points: readonly TracePoint[];
  readonly changes: readonly { readonly atMs: number; readonly quality: Quality }[];
  readonly last: Quality;
}

export const AUTOMATIC: Conditions = { automatic: true, eco: false, hidden: false, pressure: 'nominal' };
const LOAD_MS = 800;

export function drive(trial: Trial): Trace {
  const { device, ladders, noise, slowness, durationMs, loadMs = LOAD_MS } = trial;
  const conditionsAt = trial.conditions ?? ((): Conditions => AUTOMATIC);
  const random = randomFrom(trial.seed);
  let state: GovernorState = startGovernor(ladders);
  let inUse = qualityOf(state, conditionsAt(0));
  let wanted = { quality: inUse, atMs: 0 };
  const points: TracePoint[] = [];
  const changes: { atMs: number; quality: Quality }[] = [];
  const tasks = Object.keys(device.runMs) as TaskId[];
  let clockMs = 0;
  let taken = -1;
  let shownAtMs = 0;
  let engineFreeMs = 0;
  let pending: { task: TaskId; runMs: number }[] = [];
  let answerMs = 0;

  for (let frame = 0; clockMs < durationMs; frame++) {
    if (!sameQuality(wanted.quality, inUse) && clockMs - wanted.atMs >= loadMs) inUse = wanted.quality;
    const cost = (ms: number, knob?: keyof Quality): number => {
      const ratio = knob ? (ladders[knob][inUse[knob]] ?? 1) : 1;
      return ms * ratio * slowness(clockMs) * (1 + noise * (2 * random() - 1));
    };
    // The camera's newest frame is taken; where it was taken already, the next one is waited for.
    const newest = Math.floor(clockMs / device.intervalMs);
    const startMs = newest > taken ? clockMs : (taken + 1) * device.intervalMs;
    taken = Math.max(newest, taken + 1);
    const runsMs: Partial<Record<TaskId, number>> = {};
    const stepsMs = {
      capture: cost(device.captureMs),
      draw: cost(device.drawMs, 'blur'),
      preprocess: 0,
      infer: 0,
    };
    const idle = device.shared || startMs >= engineFreeMs;
    if (idle) for (const { task, runMs } of pending) runsMs[task] = runMs;
    if (idle) pending = [];
    if (idle && frame % inferEvery(inUse) === 0) {
      stepsMs.preprocess = cost(device.inputMs);
      const runs = tasks.map((task) => ({ task, runMs: cost(device.runMs[task] ?? 0, task) }));
      const allMs = runs.reduce((sum, { runMs }) => sum + runMs, 0);
      answerMs = allMs + stepsMs.preprocess;
      if (device.shared) stepsMs.infer = allMs;
      if (device.shared) for (const { task, runMs } of runs) runsMs[task] = runMs;
      else pending = runs;
      engineFreeMs = startMs + stepsMs.preprocess + allMs;
    }
    const busyMs = Object.values(stepsMs).reduce((sum, ms) => sum + ms, 0);
    const atMs = startMs + busyMs;
    const costs: FrameCosts = { atMs, intervalMs: device.intervalMs, stepsMs, tasks, runsMs, shared: device.shared };
    const conditions = conditionsAt(atMs);
    state = govern(state, costs, inUse, conditions);
    const next = qualityOf(state, conditions);
    if (!sameQuality(next, wanted.quality)) {
      wanted = { quality: next, atMs };
      changes.push({ atMs, quality: next });
    }
    points.push({ atMs, shownMs: atMs - shownAtMs, busyMs, answerMs, quality: inUse });
    shownAtMs = atMs;
    clockMs = atMs;
  }
  return { points, changes, last: wanted.quality };
}
