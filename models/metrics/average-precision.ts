/**
 * Average precision as COCO defines it (Lin et al. 2014; the protocol of its evaluation server): thresholds 0.5 … 0.95, precision
 * read at 101 recalls, crowds, sizes by area. Pure; shared by the lab and `npm run evaluate`.
 */
import { judge, type Judged } from './match';
import type { AreaRange, Sheet } from './sheet';

/** IoU from which a guess is right: 0.50, 0.55 … 0.95. */
export const IOU_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);
/** Guesses that count per picture and class, best first. */
export const MOST_GUESSES = 100;

export type SizeName = 'small' | 'medium' | 'large';
export const ANY_SIZE: AreaRange = { least: 0, most: Infinity };
export const SIZES: Readonly<Record<SizeName, AreaRange>> = {
  small: { least: 0, most: 32 ** 2 },
  medium: { least: 32 ** 2, most: 96 ** 2 },
  large: { least: 96 ** 2, most: Infinity },
};

export interface ClassScores {
  /** Mean over `IOU_THRESHOLDS`. */
  readonly ap: number;
  readonly ap50: number;
  /** Objects that count. */
  readonly objects: number;
}

/** NaN: no object of that kind. */
export interface DetectionScores extends Omit<ClassScores, 'objects'> {
  readonly ap75: number;
  readonly bySize: Readonly<Record<SizeName, number>>;
  /** Classes that have an object which counts. */
  readonly byClass: ReadonlyMap<string, ClassScores>;
}

export interface ScoringOptions {
  /** Classes that are scored; those of the truths where it is not said. Guesses of other classes count for nothing. */
  readonly labels?: readonly string[];
  readonly mostGuesses?: number;
}

/** Order of the pictures and of the guesses in them plays no part, but for equal scores, which stand in the order given. */
export function scoreDetections(sheets: readonly Sheet[], options: ScoringOptions = {}): DetectionScores {
  const { mostGuesses = MOST_GUESSES } = options;
  const labels = options.labels ?? [...new Set(sheets.flatMap(({ truths }) => truths.map(({ label }) => label)))];
  const byClass = new Map<string, ClassScores>();
  const whole: number[][] = [];
  const sizes: Record<SizeName, number[]> = { small: [], medium: [], large: [] };
  for (const label of [...labels].sort()) {
    const own = sheets.map((sheet) => ofClass(sheet, label));
    const { precisions, objects } = atThresholds(own, ANY_SIZE, mostGuesses);
    if (objects > 0) {
      whole.push(precisions);
      byClass.set(label, { ap: mean(precisions), ap50: precisions[0] ?? NaN, objects });
    }
    for (const size of Object.keys(sizes) as SizeName[]) {
      sizes[size].push(mean(atThresholds(own, SIZES[size], mostGuesses).precisions));
    }
  }
  const at = (threshold: number): number => mean(whole.map((row) => row[IOU_THRESHOLDS.indexOf(threshold)] ?? NaN));
  return {
    ap: mean([...byClass.values()].map(({ ap }) => ap)),
    ap50: at(0.5),
    ap75: at(0.75),
    bySize: { small: mean(sizes.small), medium: mean(sizes.medium), large: mean(sizes.large) },
    byClass,
  };
}

function ofClass({ truths, guesses }: Sheet, label: string): Sheet {
  return {
    truths: truths.filter((truth) => truth.label === label),
    // A NaN score cannot be put in order, and says nothing.
    guesses: guesses.filter((guess) => guess.label === label && !Number.isNaN(guess.score)),
  };
}

/** AP of one class at each threshold; NaN everywhere where no object counts. */
function atThresholds(
  sheets: readonly Sheet[],
  area: AreaRange,
  mostGuesses: number,
): { precisions: number[]; objects: number } {
  const judged = sheets.map((sheet) => judge(sheet, { area, mostGuesses, thresholds: IOU_THRESHOLDS }));
  const objects = judged.reduce((sum, one) => sum + one.objects, 0);
  const precisions = IOU_THRESHOLDS.map((_, t) =>
    objects === 0
      ? NaN
      : averagePrecision(
          judged.flatMap(({ verdicts }) => verdicts[t] ?? []),
          objects,
        ),
  );
  return { precisions, objects };
}

const RECALLS = 100;

/** Precision, made monotone from the right, at the recalls 0, 0.01 … 1; 0 beyond the last recall reached. */
export function averagePrecision(verdicts: readonly Judged[], objects: number): number {
  const counted = verdicts.filter(({ verdict }) => verdict !== 'ignored').sort((a, b) => b.score - a.score);
  let hits = 0;
  const precision: number[] = [];
  const recall: number[] = [];
  counted.forEach(({ verdict }, i) => {
    if (verdict === 'hit') hits++;
    precision.push(hits / (i + 1));
    recall.push(hits / objects);
  });
  for (let i = precision.length - 2; i >= 0; i--) precision[i] = Math.max(at(precision, i), at(precision, i + 1));
  let sum = 0;
  let i = 0;
  for (let r = 0; r <= RECALLS; r++) {
    while (i < recall.length && at(recall, i) < r / RECALLS) i++;
    if (i === recall.length) break;
    sum += at(precision, i);
  }
  return sum / (RECALLS + 1);
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? NaN;
}

/** Over what exists; NaN where nothing does. */
function mean(values: readonly number[]): number {
  const real = values.filter((value) => !Number.isNaN(value));
  return real.length === 0 ? NaN : real.reduce((a, b) => a + b, 0) / real.length;
}
