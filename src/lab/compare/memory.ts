/** What the page and its workers take together, where the browser tells: isolated pages of Chromium. */

type Told = Performance & { measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }> };

/** The browser answers after its next garbage collection, which it puts off by up to twenty seconds. */
const PATIENCE_MS = 60_000;

export function canTellMemory(): boolean {
  return globalThis.crossOriginIsolated && 'measureUserAgentSpecificMemory' in performance;
}

/** @returns bytes, JavaScript and WASM, without GPU memory; undefined where the browser does not tell. */
export async function memoryBytes(signal?: AbortSignal): Promise<number | undefined> {
  if (!canTellMemory()) return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
    signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    const told = (performance as Told).measureUserAgentSpecificMemory?.();
    return (await Promise.race([told, late]))?.bytes;
  } catch {
    // A SecurityError where isolation was lost: nothing is known then.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
