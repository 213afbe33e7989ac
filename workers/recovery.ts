/**
 * What to do when the GPU fails while it works: a pure rule, so that every order of events can be tried. The first trouble is
 * answered by building everything anew; the second within a minute by WASM for the rest of the page's life.
 */

/**
 * - `lost`: `device.lost` resolved, the only sign there is: calls on a lost device go on succeeding.
 * - `invalid`: the device refused a call (validation or internal error): pictures or answers are missing from then on.
 * - `out-of-memory`: of the GPU.
 * - `hung`: a call of the runtime never came back. It cannot be started again in the same worker.
 */
export type GpuTrouble = 'lost' | 'invalid' | 'out-of-memory' | 'hung';

export interface Recovery {
  readonly phase: 'running' | 'rebuilding' | 'given-up';
  /** When troubles came, `Date.now()`; those older than the window may be missing. */
  readonly troublesMs: readonly number[];
}

/** `replace-worker`: as `rebuild`, by a new worker. `give-up`: WASM, with a note. */
export type Remedy = 'none' | 'rebuild' | 'replace-worker' | 'give-up';

export interface Step {
  readonly recovery: Recovery;
  readonly remedy: Remedy;
}

/** A second trouble within this time shows that building anew does not help. */
export const TROUBLE_WINDOW_MS = 60_000;

/** @param troublesMs of workers before this one, `Date.now()`. */
export function startRecovery(troublesMs: readonly number[] = []): Recovery {
  return { phase: 'running', troublesMs };
}

export function onTrouble({ phase, troublesMs }: Recovery, trouble: GpuTrouble, nowMs: number): Step {
  const kept = troublesMs.filter((at) => nowMs - at < TROUBLE_WINDOW_MS);
  if (phase === 'given-up') return { recovery: { phase, troublesMs: kept }, remedy: 'none' };
  // What the broken device still complains about belongs to the trouble that is being dealt with.
  if (phase === 'rebuilding' && trouble === 'invalid') return { recovery: { phase, troublesMs: kept }, remedy: 'none' };
  const all = [...kept, nowMs];
  if (all.length > 1) return { recovery: { phase: 'given-up', troublesMs: all }, remedy: 'give-up' };
  const remedy = trouble === 'hung' ? 'replace-worker' : 'rebuild';
  return { recovery: { phase: 'rebuilding', troublesMs: all }, remedy };
}

/** The new path draws again. */
export function onRebuilt({ phase, troublesMs }: Recovery): Recovery {
  return { phase: phase === 'rebuilding' ? 'running' : phase, troublesMs };
}

/** Building anew failed: there is nothing else to try. */
export function onRebuildFailed({ phase, troublesMs }: Recovery): Step {
  const remedy = phase === 'given-up' ? 'none' : 'give-up';
  return { recovery: { phase: 'given-up', troublesMs }, remedy };
}

const WORDS: Readonly<Record<GpuTrouble, string>> = {
  lost: 'was lost',
  invalid: 'refused its work',
  'out-of-memory': 'ran out of memory',
  hung: 'did not answer',
};

/** A clause for the overlay. */
export function troubleText(trouble: GpuTrouble): string {
  return `the graphics processor ${WORDS[trouble]}`;
}
