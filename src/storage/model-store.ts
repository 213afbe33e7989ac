/**
 * Models that the user downloaded. They lie in Cache Storage under their own address, so the vision worker's plain
 * `fetch(url)` finds them through the service worker, with and without a network.
 */
import { download, storable } from './download';
import { openCache } from './offline-store';
import type { StoreOptions } from './offline-store';
import { keepStored, requireRoom } from './quota';
import { StoreFault, storeFaultOf } from './store-fault';

const CACHE = 'sightline-models-1';

export interface ModelFile {
  /** Address on our own origin, relative to the page or absolute. */
  readonly url: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export async function hasModel(file: ModelFile): Promise<boolean> {
  const cache = await openCache(CACHE);
  return (await cache.match(file.url)) !== undefined;
}

/**
 * Downloads, checks and stores; a file that fails the check is never stored.
 * @throws StoreFault
 */
export async function downloadModel(file: ModelFile, options: StoreOptions = {}): Promise<void> {
  try {
    const cache = await openCache(CACHE);
    await requireRoom(file.bytes);
    const content = await download({ ...options, url: file.url, bytes: file.bytes });
    const sha256 = await sha256Of(content);
    if (sha256 !== file.sha256) {
      throw new StoreFault('corrupt', `${file.url}: SHA-256 is ${sha256} instead of ${file.sha256}`);
    }
    await keepStored();
    await cache.put(file.url, storable(content));
  } catch (error) {
    throw storeFaultOf(error);
  }
}

/** @returns whether there was one. */
export async function removeModel(file: ModelFile): Promise<boolean> {
  const cache = await openCache(CACHE);
  return cache.delete(file.url);
}

async function sha256Of(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await content.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
