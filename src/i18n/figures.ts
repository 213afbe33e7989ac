/** Figures as the lab writes them. */
const MINUTE_MS = 60_000;

/** Three figures at most: more would claim what no browser clock can tell. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'not told';
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e3)} kB`;
}

/** "about 3 minutes", "about 20 seconds". */
export function formatLeft(ms: number): string {
  if (ms >= 1.5 * MINUTE_MS) return `about ${Math.round(ms / MINUTE_MS)} minutes left`;
  const seconds = Math.max(1, Math.round(ms / 1000));
  return `about ${seconds} ${seconds === 1 ? 'second' : 'seconds'} left`;
}

/** 0..1 as percent with one decimal; what there is none of says so. */
export function formatShare(share: number | null): string {
  return share === null || Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

export function formatWhen(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
