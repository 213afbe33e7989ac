/** Time limits that do not count the time in which the browser froze this page, or the machine slept. */

/** A timer that fires so late, milliseconds, was stopped with everything else. */
const FROZEN_MS = 2_000;

/**
 * Calls `expired` once this time has passed; after a freeze it begins anew, since what is waited for was frozen as well.
 * @returns stops it.
 */
export function deadline(limitMs: number, expired: () => void): () => void {
  const at = performance.now() + limitMs;
  let timer = setTimeout(() => {
    const late = performance.now() - at;
    if (late > FROZEN_MS) timer = setTimeout(expired, limitMs);
    else expired();
  }, limitMs);
  return () => clearTimeout(timer);
}
