/** What contenders of a run are called: shortly, and in full. Names of imported files are text of strangers. */
import { contenderTitle } from '../../../lab/compare/contender-title';
import type { Contender, RunFile } from '../../../lab/compare/run-file';
import { letterOf } from '../lab-tokens';

export function fullNames(run: RunFile): string[] {
  return run.results.map(({ contender }) => contenderTitle(contender));
}

/** `A (Sightline detector 320)`. */
export function shortNames(run: RunFile): string[] {
  return shortTitles(run.results.map(({ contender }) => contender)).map((name, i) => `${letterOf(i)} (${name})`);
}

/** The networks alone where they tell all contenders apart, else all of each. */
export function shortTitles(contenders: readonly Contender[]): string[] {
  const full = contenders.map(contenderTitle);
  const networks = full.map((name) => name.split(' · ')[0] ?? name);
  return new Set(networks).size === networks.length ? networks : full;
}
