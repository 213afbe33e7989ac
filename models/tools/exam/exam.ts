/** What an examination is made of: pictures with their truth, read from a folder in one of the usual layouts. */
import { createHash } from 'node:crypto';
import type { Box } from '../../contract';

export interface Thing {
  readonly label: string;
  /** Frame pixels. */
  readonly box: Box;
  /** Neither a miss where it is not found nor a false alarm where it is: VOC's difficult, COCO's crowd. */
  readonly difficult: boolean;
  /** COCO's crowd, which is difficult too: many things under one box. */
  readonly crowd?: boolean;
  /** Of the outline, square pixels, where it is annotated. */
  readonly area?: number;
}

interface ExamPicture {
  /** Decides the split. */
  readonly id: string;
  readonly path: string;
}
export interface BoxPicture extends ExamPicture {
  readonly things: readonly Thing[];
}
export interface MaskPicture extends ExamPicture {
  /** Path of the mask, white = person, grey (64..191) = undecided; absent where nobody is in the picture. */
  readonly mask?: string;
}
export interface NamedPicture extends ExamPicture {
  /** Names that mean the right answer, the folder's own first. */
  readonly names: readonly string[];
}

export type Exam =
  | { readonly kind: 'boxes'; readonly layout: string; readonly pictures: readonly BoxPicture[] }
  | { readonly kind: 'masks'; readonly layout: string; readonly pictures: readonly MaskPicture[] }
  | { readonly kind: 'names'; readonly layout: string; readonly pictures: readonly NamedPicture[] };

/** The split of every source: sha1(id) as a number is 0 modulo 10. Such pictures are never trained on. */
export function isValidation(id: string): boolean {
  return BigInt(`0x${createHash('sha1').update(id).digest('hex')}`) % 10n === 0n;
}

const TOLD_IN_FULL = 5;

/** Faults that do not stop the run, told on stderr: the first few of a kind in full, the rest counted at the end. */
export class Remarks {
  readonly #counts = new Map<string, number>();
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`)) {
    this.#tell = tell;
  }

  /** @param kind what all faults of the kind have in common, e.g. `pictures that do not decode, left out`. */
  add(kind: string, line: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= TOLD_IN_FULL) this.#tell(line);
    if (count === TOLD_IN_FULL + 1) this.#tell(`… more of these are only counted: ${kind}`);
  }

  count(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  lines(): string[] {
    return [...this.#counts].map(([kind, count]) => `${count} ${kind}`);
  }
}
