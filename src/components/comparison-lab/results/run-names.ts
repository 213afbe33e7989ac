/** What contenders of a run are called: shortly, and in full. Names of imported files are text of strangers. */
import { contenderTitle } from '../../../lab/compare/contender-title';
import type { RunFile } from '../../../lab/compare/run-file';
import { letterOf } from '../lab-tokens';

export function fullNames(run: RunFile): string[] {
  return run.results.map(({ contender }) => contenderTitle(contender));
}

/** `A (Sightline detector 320)`: the network alone where that tells them apart, else all of it. */
export function shortNames(run: RunFile): string[] {
  const full = fullNames(run);
  const networks = full.map((name) => name.split(' · ')[0] ?? name);
  const apart = new Set(networks).size === networks.length;
  return (apart ? networks : full).map((name, i) => `${letterOf(i)} (${name})`);
}
