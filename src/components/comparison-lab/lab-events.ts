/** Events between the lab's elements; composed, like all of ours. */
import type { Contender, RunFile } from '../../lab/compare/run-file';
import type { SourceChoice } from './source-choice';

export interface LabEvents {
  'sightline-lab-contenders': readonly Contender[];
  'sightline-lab-source': SourceChoice;
  /** Show this run in full. */
  'sightline-lab-open': RunFile;
}

export function emitLab<K extends keyof LabEvents>(from: EventTarget, name: K, detail: LabEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'sightline-lab-contenders': CustomEvent<LabEvents['sightline-lab-contenders']>;
    'sightline-lab-source': CustomEvent<LabEvents['sightline-lab-source']>;
    'sightline-lab-open': CustomEvent<LabEvents['sightline-lab-open']>;
  }
}
