/**
 * One after another. ONNX Runtime Web 1.30 hangs or corrupts its heap when two calls overlap, even on two sessions
 * (onnxruntime PR #32346), so `create`, `run` and `release` all pass through here.
 */
import { FaultError } from '../fault';
import { deadline } from './deadline';

export class RunQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #tellHung: (what: string) => void = () => undefined;
  /** Resolves when a call did not come back in time, with a sentence about it: the runtime is of no use any more. */
  readonly hung = new Promise<string>((resolve) => (this.#tellHung = resolve));

  /**
   * @param watchdogMs a call that takes longer is given up with a `model-run` fault; the runtime is then in an unknown state
   * and the worker should be replaced.
   */
  add<T>(what: string, call: () => Promise<T>, watchdogMs: number): Promise<T> {
    // The tail forgets failures: their callers already received them, and later calls must not inherit them.
    const result = this.#tail.then(() => withWatchdog(what, call, watchdogMs, this.#tellHung));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** The runtime is of no use any more for a reason that no call of it shows. */
  giveUp(reason: string): void {
    this.#tellHung(reason);
  }
}

async function withWatchdog<T>(
  what: string,
  call: () => Promise<T>,
  watchdogMs: number,
  tellHung: (what: string) => void,
): Promise<T> {
  let stop = (): void => undefined;
  const hung = new Promise<never>((_, reject) => {
    stop = deadline(watchdogMs, () => {
      const message = silence(what, watchdogMs);
      tellHung(message);
      reject(new FaultError('model-run', message));
    });
  });
  try {
    return await Promise.race([call(), hung]);
  } finally {
    stop();
  }
}

/** What is said of something that did not come back. */
export function silence(what: string, limitMs: number): string {
  return `${what} gave no answer within ${Math.round(limitMs / 100) / 10} s`;
}
