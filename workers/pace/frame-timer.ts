/** Named spans of one frame, milliseconds. A step that happens for several tasks adds up. */
import type { StepName, StepTimings } from '../../models/contract';

export interface FrameTimer {
  /**
   * The time since the last mark (or the start) belongs to this step, but for what `within` says belongs to others.
   * @returns the time of the step alone.
   */
  mark(step: StepName, within?: StepTimings): number;
  /** Times measured elsewhere since the last mark, which begin the next span anew. */
  add(timingsMs: StepTimings): void;
  /** The time since the last mark belongs to no step. */
  skip(): void;
  /** @returns the sums so far and the time since the start. */
  end(): { timingsMs: StepTimings; totalMs: number };
}

export function startTimer(now: () => number = () => performance.now()): FrameTimer {
  const start = now();
  let last = start;
  const sums: Partial<Record<StepName, number>> = {};
  /** @returns the sum of what was put down. */
  const put = (timingsMs: StepTimings): number => {
    let sum = 0;
    for (const [step, ms] of Object.entries(timingsMs) as [StepName, number][]) {
      sums[step] = (sums[step] ?? 0) + ms;
      sum += ms;
    }
    return sum;
  };
  return {
    mark(step, within = {}) {
      const time = now();
      const span = time - last - put(within);
      last = time;
      put({ [step]: span });
      return span;
    },
    add(timingsMs) {
      put(timingsMs);
      last = now();
    },
    skip() {
      last = now();
    },
    end: () => ({ timingsMs: sums, totalMs: now() - start }),
  };
}
