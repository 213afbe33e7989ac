/** Events between the lab's elements; composed, like all of ours. */
import type { Contender } from '../../lab/compare/run-file';
import type { SourceChoice } from './source-choice';

export interface LabEvents {
  'sightline-lab-contenders': readonly Contender[];
  'sightline-lab-source': SourceChoice;
  'sightline-lab-kept': { readonly action: 'open' | 'compare' | 'delete'; readonly id: string };
  'sightline-lab-import': { readonly file: File };
}

export function emitLab<K extends keyof LabEvents>(from: EventTarget, name: K, detail: LabEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'sightline-lab-contenders': CustomEvent<LabEvents['sightline-lab-contenders']>;
    'sightline-lab-source': CustomEvent<LabEvents['sightline-lab-source']>;
    'sightline-lab-kept': CustomEvent<LabEvents['sightline-lab-kept']>;
    'sightline-lab-import': CustomEvent<LabEvents['sightline-lab-import']>;
  }
}
