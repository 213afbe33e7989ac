/** Faults of a source that do not stop a run: counted, the first few kept as they stand. */
import type { Remark } from '../run-file';

const EXAMPLES = 5;
const EXAMPLE_CHARACTERS = 200;

const WORDS: Readonly<Record<Remark['kind'], string>> = {
  'unknown-class': 'boxes of classes no detector here knows, left out',
  outside: 'boxes without area in their picture, left out',
  clipped: 'boxes that leave their picture, clipped',
  'not-a-box': 'labels that are no box of four numbers, left out',
  unlabelled: 'pictures without any label file, left out',
  absent: 'labelled pictures that are not there, left out',
  unreadable: 'pictures or label files that cannot be read, left out',
  duplicate: 'labelled pictures whose name is there more than once, without a path that tells which, left out',
};

export class Remarks {
  readonly #all = new Map<Remark['kind'], { count: number; examples: string[] }>();

  add(kind: Remark['kind'], example: string): void {
    const one = this.#all.get(kind) ?? { count: 0, examples: [] };
    one.count++;
    if (one.examples.length < EXAMPLES) one.examples.push(example.slice(0, EXAMPLE_CHARACTERS));
    this.#all.set(kind, one);
  }

  count(kind: Remark['kind']): number {
    return this.#all.get(kind)?.count ?? 0;
  }

  list(): Remark[] {
    return [...this.#all].map(([kind, { count, examples }]) => ({
      kind,
      text: WORDS[kind],
      count,
      examples: [...examples],
    }));
  }
}
