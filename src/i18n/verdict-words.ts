/** One sentence on top of a run, for people who read no tables. Differences inside the noise are called a tie. */
import type { RunFile } from '../lab/compare/run-file';
import type { Difference } from '../lab/compare/statistics/duel';
import type { ContenderSummary } from '../lab/compare/statistics/summary';
import { formatMs, formatShare } from './figures';

export interface VerdictMaterial {
  readonly run: RunFile;
  readonly summaries: readonly ContenderSummary[];
  /** Letter and short name. */
  readonly names: readonly string[];
  /** Of two contenders by index, second minus first. */
  readonly time: (first: number, second: number) => Difference;
  readonly accuracy: (first: number, second: number) => Difference | undefined;
}

/** Above this, times are said as "2.4 times faster", below as "12 % faster". */
const TWOFOLD = 1.5;

export function verdict(material: VerdictMaterial): string {
  const { summaries } = material;
  const measured = summaries.map((one, index) => ({ one, index })).filter(({ one }) => one.looks > 0);
  const byTime = [...measured].sort((a, b) => a.one.p50Ms - b.one.p50Ms);
  const [fastest, next] = byTime;
  if (!fastest) return 'Nobody got as far as a measurement; the reasons stand below.';
  if (!next) {
    const { p50Ms, fps } = fastest.one;
    return `${material.names[fastest.index] ?? ''} takes ${formatMs(p50Ms)} a picture: ${fps.toFixed(1)} pictures a second.`;
  }
  return `${timeWords(material, fastest.index, next.index)}; ${accuracyWords(
    material,
    measured.map(({ index }) => index),
  )}.`;
}

function timeWords({ summaries, names, time }: VerdictMaterial, fast: number, slow: number): string {
  const { tie, pairs } = time(fast, slow);
  const [a, b] = [names[fast] ?? '', names[slow] ?? ''];
  const others = summaries.filter(({ looks }) => looks > 0).length > 2 ? ', the next fastest' : '';
  if (tie && pairs < 5) return `Too few pictures to tell whether ${a} or ${b} is faster`;
  if (tie) return `${a} and ${b}${others} are equally fast: the difference is inside the noise`;
  const ratio = (summaries[slow]?.p50Ms ?? NaN) / (summaries[fast]?.p50Ms ?? NaN);
  const faster =
    ratio >= TWOFOLD
      ? `${ratio.toFixed(1)} times as fast as`
      : `${Math.max(1, Math.round(100 * (ratio - 1)))} % faster than`;
  return `${a} is ${faster} ${b}${others}`;
}

function accuracyWords({ run, names, accuracy }: VerdictMaterial, measured: readonly number[]): string {
  const ap50 = (index: number): number | null => run.results[index]?.accuracy?.ap50 ?? null;
  const scored = measured.filter((index) => ap50(index) !== null).sort((a, b) => (ap50(b) ?? 0) - (ap50(a) ?? 0));
  const [best, next] = scored;
  if (best === undefined || next === undefined) return 'which finds more, only pictures with labels can tell';
  const difference = accuracy(next, best);
  const [a, b] = [names[best] ?? '', names[next] ?? ''];
  const scores = `AP50 ${formatShare(ap50(best))} against ${formatShare(ap50(next))}`;
  if (!difference || difference.tie) return `in what they find no difference is proven (${scores}, inside the noise)`;
  return `${a} finds things more surely than ${b} (${scores})`;
}

/** What a reader should know before trusting the figures. */
export function cautions(run: RunFile): string[] {
  const { ended, frames, pauses, discarded, source, results } = run;
  const few =
    frames < 30
      ? [
          `Only ${frames} pictures: p95, p99${source.labelled ? ' and accuracy' : ''} say little. A hundred or more are better.`,
        ]
      : [];
  const pausedMs = pauses.reduce((sum, { lastedMs }) => sum + lastedMs, 0);
  return [
    ...(ended === 'stopped' ? ['Stopped early: what had been measured until then is shown.'] : []),
    ...(ended === 'source-ended' ? ['The pictures ended before the run was over.'] : []),
    ...few,
    ...(pauses.length > 0
      ? [
          `Paused ${pauses.length} ${pauses.length === 1 ? 'time' : 'times'} while the tab was hidden, ${formatMs(pausedMs)} in all; nothing was measured meanwhile${discarded > 0 ? `, and ${discarded} looks were thrown away` : ''}.`,
        ]
      : []),
    ...(new Set(results.map(({ frames: { frame } }) => frame.length)).size > 1
      ? ['Not all contenders saw all pictures; times are compared on those that both saw.']
      : []),
    ...(source.labelled ? [] : ['Without labels: times only. Boxes found are counted, not judged.']),
    ...source.remarks.map(
      ({ text, count, examples }) => `${count} ${text}: ${examples.join(', ')}${count > examples.length ? ' …' : ''}`,
    ),
  ];
}
