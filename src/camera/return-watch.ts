/** Tells when the page is seen again. iOS may send only one of the three events, and any of them twice. */
export interface ReturnWatch {
  readonly stop: () => void;
}

export interface ReturnHost {
  readonly onReturn: () => void;
  /** The page has been hidden for {@link LONG_AWAY_MS}. */
  readonly onLongAway: () => void;
}

export const LONG_AWAY_MS = 30_000;

export function watchForReturn(host: ReturnHost): ReturnWatch {
  let timer = 0;
  const look = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = window.setTimeout(host.onLongAway, LONG_AWAY_MS);
    else host.onReturn();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pageshow', look);
  window.addEventListener('focus', look);
  return {
    stop: (): void => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('pageshow', look);
      window.removeEventListener('focus', look);
    },
  };
}
