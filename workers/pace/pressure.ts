/** How hot or busy the processor is, where the browser says (https://www.w3.org/TR/compute-pressure/): Chromium on desktops. */
import type { Pressure } from './governor';

interface PressureObserverLike {
  observe(source: 'cpu', options: { readonly sampleInterval: number }): Promise<void>;
}
type PressureObserverConstructor = new (
  heard: (records: readonly { readonly state: Pressure }[]) => void,
) => PressureObserverLike;

const SAMPLE_MS = 2_000;
/** Worse counts at once, better only after so many samples in a row. */
const CALM_SAMPLES = 5;
const ORDER: readonly Pressure[] = ['nominal', 'fair', 'serious', 'critical'];

/** Never calls back where the browser does not tell. */
export function watchPressure(
  onChange: (pressure: Pressure) => void,
  Observer = (globalThis as { PressureObserver?: PressureObserverConstructor }).PressureObserver,
): void {
  if (!Observer) return;
  const slow = slowToImprove(onChange);
  const observer = new Observer((records) => {
    for (const { state } of records) slow(state);
  });
  // Forbidden by a policy or by the system: then nobody tells.
  observer.observe('cpu', { sampleInterval: SAMPLE_MS }).catch(() => undefined);
}

/** Passes on what gets worse at once, and what gets better once it has lasted: quality must not follow every breath. */
export function slowToImprove(onChange: (pressure: Pressure) => void): (pressure: Pressure) => void {
  let told: Pressure = 'nominal';
  let better: Pressure[] = [];
  return (pressure) => {
    const level = ORDER.indexOf(pressure);
    if (level >= ORDER.indexOf(told)) better = [];
    else better.push(pressure);
    const improved = better.length >= CALM_SAMPLES;
    if (level <= ORDER.indexOf(told) && !improved) return;
    // The worst of what was heard meanwhile.
    told = improved ? (ORDER.findLast((one) => better.includes(one)) ?? pressure) : pressure;
    better = [];
    onChange(told);
  };
}
