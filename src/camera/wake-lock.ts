/** Keeps the screen on while a picture is live: nobody touches the phone then. Where the browser has no wake lock, nothing happens. */
export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | undefined;

  constructor() {
    // The system takes the lock from a hidden page and does not give it back.
    document.addEventListener('visibilitychange', this.#renew);
  }

  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#renew();
    else void this.#release();
  }

  readonly #renew = (): void => {
    if (!this.#wanted || document.hidden || !('wakeLock' in navigator)) return;
    navigator.wakeLock.request('screen').then(
      (lock) => {
        this.#lock = lock;
        if (!this.#wanted) void this.#release();
      },
      // Low battery or a setting forbids it: the screen dims as usual.
      () => undefined,
    );
  };

  async #release(): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }
}
