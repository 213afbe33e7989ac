/** How latency holds over time: a device that gets hot slows down. */
import { ascending, quantile } from './quantiles';

export interface Window {
  /** Middle of it, minutes since measuring began. */
  readonly atMin: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly looks: number;
}

/** What is asked of sustained speed. */
export const SUSTAINED_MINUTES = [1, 5, 30] as const;

/**
 * @param count windows of equal length over the whole time; those in which nothing was looked at are left out
 */
export function windowsOf(atMs: readonly number[], totalMs: readonly number[], count = 30): Window[] {
  const end = Math.max(0, ...tail(atMs)) || 1;
  const length = end / count;
  const bins: number[][] = Array.from({ length: count }, () => []);
  atMs.forEach((at, i) => bins[Math.min(count - 1, Math.floor(at / length))]?.push(totalMs[i] ?? NaN));
  return bins.flatMap((bin, i): Window[] => {
    if (bin.length === 0) return [];
    const sorted = ascending(bin);
    const atMin = ((i + 0.5) * length) / 60_000;
    return [{ atMin, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), looks: bin.length }];
  });
}

export interface Sustained {
  readonly minutes: number;
  /** Of the looks in the last tenth of those minutes; NaN where the run was shorter. */
  readonly p50Ms: number;
}

/** The pace after one, five and thirty minutes. @param measuredMs how long the run was */
export function sustainedOf(atMs: readonly number[], totalMs: readonly number[], measuredMs: number): Sustained[] {
  return SUSTAINED_MINUTES.map((minutes) => {
    const end = minutes * 60_000;
    const late = totalMs.filter((_, i) => (atMs[i] ?? 0) >= end * 0.9 && (atMs[i] ?? 0) < end);
    // A run that was to take a minute may end a look short of it.
    return { minutes, p50Ms: measuredMs >= end * 0.99 ? quantile(ascending(late), 0.5) : NaN };
  });
}

/** Times grow: the last is the greatest. */
function tail(values: readonly number[]): readonly number[] {
  return values.slice(-1);
}
