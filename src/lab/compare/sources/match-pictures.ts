/**
 * Which picture each entry of a labelled set speaks of. Two folders may each have an 0001.jpg: the entry gets the one whose path
 * agrees with it best, and where two agree alike none, since a wrong picture's labels would spoil every figure of the run.
 */
import { stepsOf } from './archive';

export interface LabelledEntry {
  /** As the labels call the picture: a path, a name, or '' where they do not say. */
  readonly name: string;
  /** Path of the file with the labels. */
  readonly from: string;
  /** Pictures of this key come into question: their names, or names without endings. */
  readonly key: string;
}

/** A picture's path; or that there is none, or more than one alike. */
export type Match = { readonly path: string } | 'absent' | 'ambiguous';

export interface Matches {
  /** One for each entry. */
  readonly matches: readonly Match[];
  /** Pictures that no entry speaks of. */
  readonly unlabelled: readonly string[];
}

export function matchPictures(
  entries: readonly LabelledEntry[],
  pictures: readonly string[],
  keyOf: (path: string) => string,
): Matches {
  const endings = endingsOf(pictures, keyOf);
  const spokenOf = new Set<string>();
  const claims = new Map<string, Claim[]>();
  const matches = entries.map((entry, index): Match => {
    const best = nearest(agreeing(endings, entry), entry.from);
    for (const { path } of best) spokenOf.add(path);
    const [one, other] = best;
    if (!one) return 'absent';
    if (other) return 'ambiguous';
    claims.set(one.path, [...(claims.get(one.path) ?? []), { ...one, entry: index }]);
    return { path: one.path };
  });
  // Two entries that mean one picture: it is the better one's.
  for (const rivals of claims.values()) {
    if (rivals.length === 1) continue;
    const best = rivals.filter((one) => !rivals.some((other) => isBetter(other, one)));
    for (const { entry } of rivals) matches[entry] = 'absent';
    for (const { entry, path } of best) matches[entry] = best.length === 1 ? { path } : 'ambiguous';
  }
  return { matches, unlabelled: pictures.filter((path) => !spokenOf.has(path)) };
}

interface Candidate {
  readonly path: string;
  /** Steps of the path that agree, from the file name backwards. */
  readonly shared: number;
  /** Folders to go through from the labels to the picture. */
  readonly distance: number;
}

interface Claim extends Candidate {
  readonly entry: number;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  return a.shared > b.shared || (a.shared === b.shared && a.distance < b.distance);
}

/** Pictures whose paths end alike, and those among them that agree for one more step. */
interface Ending {
  readonly paths: string[];
  readonly longer: Map<string, Ending>;
}

function endingsOf(pictures: readonly string[], keyOf: (path: string) => string): Map<string, Ending> {
  const roots = new Map<string, Ending>();
  const at = (map: Map<string, Ending>, step: string): Ending => {
    let ending = map.get(step);
    if (!ending) map.set(step, (ending = { paths: [], longer: new Map() }));
    return ending;
  };
  for (const path of pictures) {
    let ending = at(roots, keyOf(path));
    ending.paths.push(path);
    for (const step of stepsOf(path).reverse()) {
      ending = at(ending.longer, step);
      ending.paths.push(path);
    }
  }
  return roots;
}

/** Those that agree with the name for most steps. */
function agreeing(
  endings: ReadonlyMap<string, Ending>,
  { name, key }: LabelledEntry,
): { readonly paths: readonly string[]; readonly shared: number } {
  let ending = endings.get(key);
  let shared = 0;
  for (const step of stepsOf(name).reverse()) {
    const longer = ending?.longer.get(step);
    if (!longer) break;
    ending = longer;
    shared++;
  }
  return { paths: ending?.paths ?? [], shared };
}

function nearest({ paths, shared }: ReturnType<typeof agreeing>, from: string): Candidate[] {
  const home = stepsOf(from).slice(0, -1);
  let best: Candidate[] = [];
  for (const path of paths) {
    const one = { path, shared, distance: distanceOf(home, stepsOf(path).slice(0, -1)) };
    if (!best[0] || isBetter(one, best[0])) best = [one];
    else if (!isBetter(best[0], one)) best.push(one);
  }
  return best;
}

function distanceOf(a: readonly string[], b: readonly string[]): number {
  const parting = a.findIndex((step, i) => step !== b[i]);
  const common = parting < 0 ? a.length : parting;
  return a.length + b.length - 2 * common;
}
