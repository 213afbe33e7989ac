/** Which guesses of one class in one picture are right, at several strictnesses of overlap: COCO's greedy matching. */
import type { Box } from '../contract';
import { iou } from '../math/boxes';
import type { AreaRange, Guess, Sheet, Truth } from './sheet';

export interface Judged {
  readonly score: number;
  /** `ignored`: it lies on what is neither right nor wrong. */
  readonly verdict: 'hit' | 'false-alarm' | 'ignored';
}

export interface JudgeOptions {
  readonly area: AreaRange;
  readonly mostGuesses: number;
  readonly thresholds: readonly number[];
}

export interface Judgement {
  /** Per threshold, guesses best first. */
  readonly verdicts: readonly (readonly Judged[])[];
  /** Truths that count. */
  readonly objects: number;
}

interface Candidate {
  readonly truth: Truth;
  /** No miss where nothing finds it. */
  readonly free: boolean;
  /** May be found any number of times. */
  readonly many: boolean;
}

/** @param sheet of one class. */
export function judge({ truths, guesses }: Sheet, { area, mostGuesses, thresholds }: JudgeOptions): Judgement {
  const candidates = truths
    .map((truth): Candidate => {
      const many = truth.crowd === true || truth.ignored === true;
      return { truth, many, free: many || !isWithin(truth.area ?? areaOf(truth.box), area) };
    })
    // Those that count come first: a guess on both kinds is a hit.
    .sort((a, b) => Number(a.free) - Number(b.free));
  const best = [...guesses].sort((a, b) => b.score - a.score).slice(0, mostGuesses);
  const overlaps = best.map((guess) => candidates.map(({ truth }) => overlapOf(guess.box, truth)));
  const verdicts = thresholds.map((threshold) => {
    const taken = new Set<Candidate>();
    return best.map((guess, g): Judged => {
      const found = bestMatch(candidates, overlaps[g] ?? [], taken, threshold);
      if (found) taken.add(found);
      return { score: guess.score, verdict: verdictOn(guess, found, area) };
    });
  });
  return { verdicts, objects: candidates.filter(({ free }) => !free).length };
}

/** The truth it overlaps most among those left; one that counts before any that does not. The later one of equals. */
function bestMatch(
  candidates: readonly Candidate[],
  overlaps: readonly number[],
  taken: ReadonlySet<Candidate>,
  threshold: number,
): Candidate | undefined {
  let found: Candidate | undefined;
  let most = threshold;
  for (const [i, candidate] of candidates.entries()) {
    if (taken.has(candidate) && !candidate.many) continue;
    if (found && !found.free && candidate.free) break;
    const overlap = overlaps[i] ?? 0;
    if (overlap >= most) [found, most] = [candidate, overlap];
  }
  return found;
}

function verdictOn(guess: Guess, found: Candidate | undefined, area: AreaRange): Judged['verdict'] {
  if (found) return found.free ? 'ignored' : 'hit';
  return isWithin(areaOf(guess.box), area) ? 'false-alarm' : 'ignored';
}

/** IoU; in a crowd the share of the guess that lies in it, since nobody knows where its members are. */
function overlapOf(guess: Box, { box, crowd }: Truth): number {
  if (!crowd) return iou(guess, box);
  const width = Math.min(guess.x + guess.width, box.x + box.width) - Math.max(guess.x, box.x);
  const height = Math.min(guess.y + guess.height, box.y + box.height) - Math.max(guess.y, box.y);
  const own = areaOf(guess);
  return width > 0 && height > 0 && own > 0 ? (width * height) / own : 0;
}

function areaOf({ width, height }: Box): number {
  return width * height;
}

function isWithin(value: number, { least, most }: AreaRange): boolean {
  return value >= least && value <= most;
}
