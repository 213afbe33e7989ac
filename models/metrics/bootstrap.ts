/**
 * How sure an average precision is: the pictures drawn anew with replacement (Efron 1979), as often as wanted. Verdicts on a
 * picture's guesses do not depend on the other pictures, so only the counting is repeated. Pure.
 */
import { ANY_SIZE, MOST_GUESSES } from './average-precision';
import { judge } from './match';
import type { Sheet } from './sheet';

/** A guess that counts, with its picture. */
interface Verdict {
  readonly picture: number;
  readonly score: number;
  readonly hit: boolean;
}

interface ClassVerdicts {
  /** Best first. */
  readonly verdicts: readonly Verdict[];
  /** Objects that count, per picture. */
  readonly objects: readonly number[];
}

const RECALLS = 100;

/**
 * AP50 (mean over the classes that occur in the draw, 101 recalls) of drawn sets of pictures.
 * @param draws how often each picture is in the set, one array of `sheets.length` counts a set
 * @returns one value a draw; NaN where it has no object
 */
export function ap50OfDraws(sheets: readonly Sheet[], draws: readonly Uint16Array[]): number[] {
  const labels = [...new Set(sheets.flatMap(({ truths }) => truths.map(({ label }) => label)))];
  const classes = labels.map((label) => verdictsOf(sheets, label));
  return draws.map((counts) => {
    let sum = 0;
    let scored = 0;
    for (const one of classes) {
      const ap = weightedAp(one, counts);
      if (Number.isNaN(ap)) continue;
      sum += ap;
      scored++;
    }
    return scored === 0 ? NaN : sum / scored;
  });
}

function verdictsOf(sheets: readonly Sheet[], label: string): ClassVerdicts {
  const verdicts: Verdict[] = [];
  const objects = sheets.map(({ truths, guesses }, picture) => {
    const own = {
      truths: truths.filter((truth) => truth.label === label),
      guesses: guesses.filter((guess) => guess.label === label && !Number.isNaN(guess.score)),
    };
    const judged = judge(own, { area: ANY_SIZE, mostGuesses: MOST_GUESSES, thresholds: [0.5] });
    for (const { score, verdict } of judged.verdicts[0] ?? [])
      if (verdict !== 'ignored') verdicts.push({ picture, score, hit: verdict === 'hit' });
    return judged.objects;
  });
  verdicts.sort((a, b) => b.score - a.score);
  return { verdicts, objects };
}

/** As `averagePrecision`, each picture as often as `counts` says. */
function weightedAp({ verdicts, objects }: ClassVerdicts, counts: Uint16Array): number {
  const all = objects.reduce((sum, n, picture) => sum + n * (counts[picture] ?? 0), 0);
  if (all === 0) return NaN;
  const precision: number[] = [];
  const recall: number[] = [];
  let hits = 0;
  let seen = 0;
  for (const { picture, hit } of verdicts) {
    // A picture drawn twice puts its guess there twice, one after the other.
    for (let n = counts[picture] ?? 0; n > 0; n--) {
      if (hit) hits++;
      precision.push(hits / ++seen);
      recall.push(hits / all);
    }
  }
  for (let i = precision.length - 2; i >= 0; i--) precision[i] = Math.max(precision[i] ?? 0, precision[i + 1] ?? 0);
  let sum = 0;
  let i = 0;
  for (let r = 0; r <= RECALLS; r++) {
    while (i < recall.length && (recall[i] ?? 0) < r / RECALLS) i++;
    if (i === recall.length) break;
    sum += precision[i] ?? 0;
  }
  return sum / (RECALLS + 1);
}
