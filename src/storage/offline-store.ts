/** The runtime, weights and demo clip on this device, for use without a network. offline.sw.ts serves what is stored here. */
import { download, storable } from './download';
import { totalBytes } from './offline-list';
import type { OfflineFile } from './offline-list';
import { keepStored, requireRoom } from './quota';
import { StoreFault, storeFaultOf } from './store-fault';

/** The number rises when the way of storing changes, not with the app: hashed names keep versions apart. */
const CACHE = 'sightline-offline-1';
/** On a stored response whose name carries no hash. */
const REVISION_HEADER = 'X-Sightline-Revision';

export interface StoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (loadedBytes: number) => void;
}

/** @throws StoreFault `unsupported` */
export async function openCache(name: string): Promise<Cache> {
  if (!('caches' in globalThis)) throw new StoreFault('unsupported', 'this page has no Cache Storage (plain http?)');
  try {
    return await caches.open(name);
  } catch (error) {
    throw new StoreFault('unsupported', `Cache Storage did not open: ${String(error)}`);
  }
}

/** The files of `needed` that are not stored yet. */
export async function missingFiles(needed: readonly OfflineFile[]): Promise<OfflineFile[]> {
  const cache = await openCache(CACHE);
  const stored = await Promise.all(needed.map(({ url }) => cache.match(url)));
  return needed.filter(({ revision = '' }, index) => {
    const found = stored[index];
    return !found || (found.headers.get(REVISION_HEADER) ?? '') !== revision;
  });
}

/**
 * Stores what is missing, one file after the other; what was stored stays when it is stopped, so it goes on from there.
 * Files of former versions are dropped at the end.
 * @throws StoreFault
 */
export async function storeOffline(needed: readonly OfflineFile[], options: StoreOptions = {}): Promise<void> {
  try {
    const cache = await openCache(CACHE);
    const missing = await missingFiles(needed);
    await requireRoom(totalBytes(missing));
    await keepStored();
    let before = totalBytes(needed) - totalBytes(missing);
    for (const { url, bytes, revision } of missing) {
      const done = before;
      const onProgress = (loaded: number): void => options.onProgress?.(done + loaded);
      const content = await download({ url, bytes, onProgress, ...(options.signal ? { signal: options.signal } : {}) });
      await cache.put(url, storable(content, revision === undefined ? {} : { [REVISION_HEADER]: revision }));
      before += bytes;
    }
    await dropOthers(cache, needed);
  } catch (error) {
    throw storeFaultOf(error);
  }
}

async function dropOthers(cache: Cache, needed: readonly OfflineFile[]): Promise<void> {
  const keep = new Set(needed.map(({ url }) => new URL(url, document.baseURI).href));
  for (const request of await cache.keys()) if (!keep.has(request.url)) await cache.delete(request);
}

export async function removeOffline(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(CACHE);
}
