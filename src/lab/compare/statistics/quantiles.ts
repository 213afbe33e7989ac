/** Plain figures of a list of numbers. */

/** Linear between the two nearest ranks (Hyndman and Fan 1996, type 7). @param sorted ascending. @returns NaN of nothing. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return NaN;
  const at = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/** How far from one look to the next: the median step between neighbours in time. A drift over minutes is no jitter. @returns NaN of less than two. */
export function jitter(values: readonly number[]): number {
  return median(values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? NaN))));
}
