/** Why something could not be stored. The page owns the words; `message` is one technical sentence for the details. */
export type StoreFaultKind =
  | 'unsupported' // no Cache Storage: plain http, or a private window of some browsers
  | 'network' // the server was not reached or broke off
  | 'missing' // the server does not have the file
  | 'corrupt' // other bytes than expected; nothing was kept
  | 'quota' // the device has no room
  | 'cancelled'; // by the user

export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  constructor(
    readonly kind: StoreFaultKind,
    message: string,
  ) {
    super(message);
  }
}

/** What a failed fetch or cache write means to the user. */
export function storeFaultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  if (name === 'AbortError') return new StoreFault('cancelled', 'stopped by the user');
  if (name === 'QuotaExceededError') return new StoreFault('quota', message || 'the storage quota is exceeded');
  return new StoreFault('network', message);
}
