/** What is in the picture, in a sentence for screen readers, and when it is worth saying. */
import type { FrameReport } from '../../models/contract';

export interface SceneItem {
  readonly text: string;
}

/** @returns e.g. “2 people, 1 dog. Looks like: espresso.”; “Nothing recognised.” where nothing is. */
export function summarise(report: Pick<FrameReport, 'detections' | 'classifications' | 'masked'>): string {
  const counts = new Map<string, number>();
  for (const { label } of report.detections) counts.set(label, (counts.get(label) ?? 0) + 1);
  const things = [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([label, n]) => `${n} ${plural(label, n)}`);
  const sentences: string[] = [];
  if (things.length > 0) sentences.push(`${things.join(', ')}.`);
  const best = report.classifications[0];
  if (best) sentences.push(`Looks like: ${best.label}.`);
  if (report.masked) sentences.push('Background blurred.');
  return sentences.length > 0 ? sentences.join(' ') : 'Nothing recognised.';
}

const IRREGULAR: Readonly<Record<string, string>> = {
  person: 'people',
  mouse: 'mice',
  knife: 'knives',
  sheep: 'sheep',
  skis: 'skis',
  scissors: 'scissors',
};

export function plural(label: string, count: number): string {
  if (count === 1) return label;
  const irregular = IRREGULAR[label];
  if (irregular) return irregular;
  return /(s|x|ch|sh)$/.test(label) ? `${label}es` : `${label}s`;
}

/** A summary must stay the same this long before it is said … */
const STABLE_MS = 1_000;
/** … and the next one comes no sooner than this after (a listener cannot follow more). */
const APART_MS = 3_000;

/** Lets a changed summary through once it is stable and the last one is long enough ago. */
export class SceneAnnouncer {
  #candidate = '';
  #candidateSinceMs = 0;
  #spoken = '';
  #spokenAtMs = Number.NEGATIVE_INFINITY;

  /** @returns the sentence to announce now, or undefined */
  hear(summary: string, nowMs: number): string | undefined {
    if (summary !== this.#candidate) {
      this.#candidate = summary;
      this.#candidateSinceMs = nowMs;
    }
    const stable = nowMs - this.#candidateSinceMs >= STABLE_MS;
    const due = nowMs - this.#spokenAtMs >= APART_MS;
    if (summary === this.#spoken || !stable || !due) return undefined;
    this.#spoken = summary;
    this.#spokenAtMs = nowMs;
    return summary;
  }
}
