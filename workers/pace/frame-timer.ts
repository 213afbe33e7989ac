/** Named spans of one frame, milliseconds. A step that happens for several tasks adds up. */
import type { StepName, StepTimings } from '../../models/contract';

export interface FrameTimer {
  /** The time since the last mark (or the start) belongs to this step. @returns that time. */
  mark(step: StepName): number;
  /** @returns the sums so far and the time since the start. */
  end(): { timingsMs: StepTimings; totalMs: number };
}

export function startTimer(now: () => number = () => performance.now()): FrameTimer {
  const start = now();
  let last = start;
  const sums: Partial<Record<StepName, number>> = {};
  return {
    mark(step) {
      const time = now();
      const span = time - last;
      last = time;
      sums[step] = (sums[step] ?? 0) + span;
      return span;
    },
    end: () => ({ timingsMs: sums, totalMs: now() - start }),
  };
}
