/**
 * One after another. ONNX Runtime Web 1.30 hangs or corrupts its heap when two calls overlap, even on two sessions
 * (onnxruntime PR #32346), so `create`, `run` and `release` all pass through here.
 */
import { FaultError } from '../fault';

export class RunQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /**
   * @param watchdogMs a call that takes longer is given up with a `model-run` fault; the runtime is then in an unknown state
   * and the worker should be replaced.
   */
  add<T>(what: string, call: () => Promise<T>, watchdogMs: number): Promise<T> {
    // The tail forgets failures: their callers already received them, and later calls must not inherit them.
    const result = this.#tail.then(() => withWatchdog(what, call, watchdogMs));
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

async function withWatchdog<T>(what: string, call: () => Promise<T>, watchdogMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new FaultError('model-run', `${what} gave no answer within ${watchdogMs / 1000} s`));
    }, watchdogMs);
  });
  try {
    return await Promise.race([call(), hung]);
  } finally {
    clearTimeout(timer);
  }
}
