/** What is given up for speed, and why, in plain words. */
import { catalogEntry } from '../../models/catalog';
import type { CutReason, QualityCut } from '../../workers/protocol';
import { TASK_NAMES } from './vision-words';

const WHY: Readonly<Record<CutReason, string>> = {
  frame: 'a picture took longer than the camera leaves time for',
  answer: 'answers came too late to fit the picture',
  late: 'pictures came late',
  eco: 'Eco spares battery and heat',
};

const ORDINALS: Readonly<Record<number, string>> = { 2: 'second', 3: 'third', 4: 'fourth' };

/** @returns one sentence per cut. */
export function qualityWords(cuts: readonly QualityCut[]): string[] {
  return cuts.map((cut) => `${whatOf(cut)}: ${WHY[cut.why]}.`);
}

function whatOf(cut: QualityCut): string {
  switch (cut.part) {
    case 'network':
      return `${TASK_NAMES[cut.task]} uses a smaller network (${catalogEntry(cut.model).title})`;
    case 'rate':
      return `Networks look at every ${ORDINALS[cut.every] ?? `${cut.every}th`} picture`;
    case 'blur':
      return 'The blur is coarser';
  }
}
