/** Statistics of repeated times, milliseconds. */

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** Nearest-rank percentile (Hyndman & Fan, type 1). @param q 0..1 @returns NaN for no values. */
export function percentile(values: readonly number[], q: number): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? NaN;
}

export function spread(values: readonly number[]): Spread {
  return { p50: round(percentile(values, 0.5)), p95: round(percentile(values, 0.95)) };
}

/** Hundredths are below what a browser's clock tells apart. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
