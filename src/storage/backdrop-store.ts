/**
 * The user's own background, kept on this device between visits in IndexedDB: it works where Cache Storage and OPFS are
 * read-only or absent (Safari's page thread). Kept as bytes, since some private windows refuse to store a Blob.
 */
import { inStore, type StorePlace } from './database';

export interface KeptFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

const PLACE: StorePlace = { database: 'sightline-backdrop', store: 'files' };

/** @returns undefined where nothing usable is kept, or storage is blocked. */
export async function keptFile(key: string): Promise<File | undefined> {
  try {
    const kept = await inStore(PLACE, 'readonly', (store) => store.get(key));
    return isKept(kept) ? new File([kept.bytes], kept.name, { type: kept.type }) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether it was kept; without storage or room the file serves for this visit. */
export async function keepFile(key: string, content: Blob, name: string): Promise<boolean> {
  try {
    const kept: KeptFile = { name, type: content.type, bytes: await content.arrayBuffer() };
    await inStore(PLACE, 'readwrite', (store) => store.put(kept, key));
    return true;
  } catch {
    return false;
  }
}

export async function forgetFile(key: string): Promise<void> {
  try {
    await inStore(PLACE, 'readwrite', (store) => store.delete(key));
  } catch {
    // Where nothing can be stored there is nothing to forget.
  }
}

function isKept(value: unknown): value is KeptFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, type, bytes } = value as Partial<KeptFile>;
  return typeof name === 'string' && typeof type === 'string' && bytes instanceof ArrayBuffer && bytes.byteLength > 0;
}
