/** One object store of one IndexedDB database, opened for each use: nothing is held open that another tab might wait for. */
export interface StorePlace {
  readonly database: string;
  readonly store: string;
  /** Where the values hold their own key. */
  readonly keyPath?: string;
}

/** Resolves once the transaction is complete. @throws what the browser says: blocked, full (`QuotaExceededError`) or broken. */
export async function inStore<T>(
  place: StorePlace,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open(place);
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(place.store, mode);
      const request = act(transaction.objectStore(place.store));
      transaction.oncomplete = (): void => resolve(request.result);
      transaction.onabort = (): void => reject(transaction.error ?? new Error('The transaction was aborted.'));
      transaction.onerror = transaction.onabort;
    });
  } finally {
    database.close();
  }
}

function open({ database, store, keyPath }: StorePlace): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = (): void =>
      void request.result.createObjectStore(store, keyPath === undefined ? undefined : { keyPath });
    request.onsuccess = (): void => resolve(request.result);
    request.onerror = (): void => reject(request.error ?? new Error('The database did not open.'));
    request.onblocked = (): void => reject(new Error('Another tab holds an older database.'));
  });
}
