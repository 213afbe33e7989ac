import { describe, expect, it } from 'vitest';
import { cautions, verdict } from '../../../../src/i18n/verdict-words';
import type { ContenderResult } from '../../../../src/lab/compare/run-file';
import { accuracyDifference, timeDifference } from '../../../../src/lab/compare/statistics/duel';
import { summarise } from '../../../../src/lab/compare/statistics/summary';
import { accuracyWith, resultWith, runWith } from '../lab/compare/made-runs';

const times = (base: number, count = 20): number[] => Array.from({ length: count }, (_, i) => base + (i % 5));
const draws = (base: number): number[] => Array.from({ length: 100 }, (_, i) => base + (i % 7) / 1000);

function verdictOf(...results: ContenderResult[]): string {
  const run = runWith(results);
  return verdict({
    run,
    summaries: summarise(run),
    names: ['A', 'B', 'C'],
    time: (a, b) => timeDifference(results[a]!, results[b]!, 1),
    accuracy: (a, b) => accuracyDifference(results[a]!, results[b]!),
  });
}

describe('verdict', () => {
  it('says how much faster, and who finds more', () => {
    const [a, b] = [
      resultWith(times(100), { accuracy: accuracyWith(0.42, draws(0.42)) }),
      resultWith(times(40), { network: 'yolox-nano', accuracy: accuracyWith(0.3, draws(0.3)) }),
    ];
    expect(verdictOf(a, b)).toBe(
      'B is 2.4 times as fast as A; A finds things more surely than B (AP50 42.0 % against 30.0 %).',
    );
  });

  it('says percents where the difference is small, and what cannot be told without labels', () => {
    expect(verdictOf(resultWith(times(40)), resultWith(times(44), { network: 'yolox-nano' }))).toBe(
      'A is 10 % faster than B; which finds more, only pictures with labels can tell.',
    );
  });

  it('calls what chance can do a tie', () => {
    const same = draws(0.3).map((_, i) => 0.3 + ((i * 37) % 100) / 1000);
    const a = resultWith(times(40), { accuracy: accuracyWith(0.35, same) });
    const b = resultWith([...times(40)].reverse(), {
      network: 'yolox-nano',
      accuracy: accuracyWith(0.36, [...same].reverse()),
    });
    expect(verdictOf(a, b)).toBe(
      'A and B are equally fast: the difference is inside the noise; in what they find no difference is proven (AP50 36.0 % against 35.0 %, inside the noise).',
    );
  });

  it('claims nothing of too few pictures, of one contender alone, or of none', () => {
    const pair = [resultWith(times(40, 3)), resultWith(times(80, 3), { network: 'yolox-nano' })] as const;
    expect(verdictOf(...pair)).toMatch(/^Too few pictures to tell whether A or B is faster/);
    expect(verdictOf(resultWith([50, 50]))).toBe('A takes 50.0 ms a picture: 20.0 pictures a second.');
    expect(verdictOf(resultWith([]))).toMatch(/^Nobody got as far/);
  });
});

it('cautions name pauses, few pictures and what was left out of the source', () => {
  const text = cautions(runWith([resultWith(times(40, 5))])).join(' ');
  expect(text).toContain('Only 5 pictures');
  expect(text).toContain('Paused 1 time while the tab was hidden');
  expect(text).toContain('2 boxes without area: a.jpg: 1 2 3 4 …');
});
