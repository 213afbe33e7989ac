import { StoreFault } from './store-fault';

/**
 * @throws StoreFault `quota` where the browser says that `bytes` more do not fit. Browsers without an estimate are
 * taken at their word when the write fails.
 */
export async function requireRoom(bytes: number): Promise<void> {
  const estimate = await navigator.storage?.estimate?.();
  if (estimate?.quota === undefined) return;
  const free = estimate.quota - (estimate.usage ?? 0);
  if (bytes > free) throw new StoreFault('quota', `${bytes} bytes needed, ${Math.max(0, free)} free`);
}

/**
 * Asks the browser not to evict what the user stored on purpose.
 * @returns whether it agreed; where not, the files may be removed when the device runs short and are fetched again.
 */
export async function keepStored(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false; // not in this context, for example a private window
  }
}

/** Whether the browser agreed to keep what is stored here. */
export async function isKept(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}
