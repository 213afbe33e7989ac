/**
 * The user's own background, kept on this device between visits in IndexedDB: it works where Cache Storage and OPFS are
 * read-only or absent (Safari's page thread). Kept as bytes, since some private windows refuse to store a Blob.
 */
export interface KeptFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

const DATABASE = 'sightline-backdrop';
const STORE = 'files';

/** @returns undefined where nothing usable is kept, or storage is blocked. */
export async function keptFile(key: string): Promise<File | undefined> {
  try {
    const kept = await inStore('readonly', (store) => store.get(key));
    return isKept(kept) ? new File([kept.bytes], kept.name, { type: kept.type }) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether it was kept; without storage or room the file serves for this visit. */
export async function keepFile(key: string, content: Blob, name: string): Promise<boolean> {
  try {
    const kept: KeptFile = { name, type: content.type, bytes: await content.arrayBuffer() };
    await inStore('readwrite', (store) => store.put(kept, key));
    return true;
  } catch {
    return false;
  }
}

export async function forgetFile(key: string): Promise<void> {
  try {
    await inStore('readwrite', (store) => store.delete(key));
  } catch {
    // Where nothing can be stored there is nothing to forget.
  }
}

function isKept(value: unknown): value is KeptFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, type, bytes } = value as Partial<KeptFile>;
  return typeof name === 'string' && typeof type === 'string' && bytes instanceof ArrayBuffer && bytes.byteLength > 0;
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = (): void => resolve(request.result);
      transaction.onabort = (): void => reject(transaction.error ?? new Error('The transaction was aborted.'));
      transaction.onerror = transaction.onabort;
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = (): void => void request.result.createObjectStore(STORE);
    request.onsuccess = (): void => resolve(request.result);
    request.onerror = (): void => reject(request.error ?? new Error('The database did not open.'));
    request.onblocked = (): void => reject(new Error('Another tab holds an older database.'));
  });
}
