/** What a banner says: plain words and one next step. */
export type NoticeAction =
  | 'start-camera'
  | 'open-file'
  | 'demo'
  | 'reload'
  | 'restart-vision'
  | 'try-gpu'
  | 'settings'
  | 'update'
  | 'choose-picture'
  | 'choose-video'
  | 'portrait-off'
  | 'system-blur-off';

export interface Notice {
  /** Stable name of the situation, for tests and for replacing an older notice of the same kind. */
  readonly kind: string;
  readonly tone: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly id: NoticeAction; readonly label: string };
  /** One technical line, shown on request. */
  readonly details?: string;
}
