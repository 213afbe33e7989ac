/** The elements' events, all prefixed `sightline-`, bubbling and composed. */
import type { Size, TaskId } from '../../models/contract';
import type { BackdropKind } from '../backdrop/backdrop-file';
import type { NoticeAction } from '../i18n/notice';
import type { Preferences } from '../storage/settings';

export type StageAction = 'pause' | 'flip' | 'snapshot' | 'pip' | 'fullscreen' | 'stop' | 'settings';
export type StartChoice = 'camera' | 'demo' | 'file';

export interface SightlineEvents {
  /** A start button. */
  'sightline-start': { readonly choice: StartChoice };
  /** A button beside the picture. */
  'sightline-action': { readonly action: StageAction };
  /** Test the graphics processor as if for the first time. */
  'sightline-gpu-test': Record<string, never>;
  'sightline-task': { readonly task: TaskId; readonly on: boolean };
  'sightline-preferences': Partial<Preferences>;
  /** The user's own background; undefined takes it away. */
  'sightline-backdrop': { readonly kind: BackdropKind; readonly file: File | undefined };
  /** Canvas backing size, pixels. */
  'sightline-resize': { readonly size: Size };
  /** The next step in the banner. */
  'sightline-notice': { readonly action: NoticeAction };
  'sightline-notice-close': { readonly kind: string };
}

export function emit<K extends keyof SightlineEvents>(from: EventTarget, name: K, detail: SightlineEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    'sightline-start': CustomEvent<SightlineEvents['sightline-start']>;
    'sightline-action': CustomEvent<SightlineEvents['sightline-action']>;
    'sightline-gpu-test': CustomEvent<SightlineEvents['sightline-gpu-test']>;
    'sightline-task': CustomEvent<SightlineEvents['sightline-task']>;
    'sightline-preferences': CustomEvent<SightlineEvents['sightline-preferences']>;
    'sightline-backdrop': CustomEvent<SightlineEvents['sightline-backdrop']>;
    'sightline-resize': CustomEvent<SightlineEvents['sightline-resize']>;
    'sightline-notice': CustomEvent<SightlineEvents['sightline-notice']>;
    'sightline-notice-close': CustomEvent<SightlineEvents['sightline-notice-close']>;
  }
}
