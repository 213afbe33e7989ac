/** Brings a model's weights into memory: from our own origin (or what the service worker keeps of it), checked, with progress. */
import type { CatalogEntry, FileFacts } from '../models/catalog';
import { shippedWeightsUrl } from '../models/weights';
import { FaultError, messageOf } from './fault';

export type OnBytes = (loadedBytes: number, totalBytes: number) => void;

/**
 * @param baseUrl the app's own address; downloadable models lie below it in `models/`.
 * @throws FaultError `model-missing` (not on this server, or offline and not stored), `model-corrupt` (cut short, altered).
 */
export async function loadWeights(entry: CatalogEntry, baseUrl: string, onBytes: OnBytes): Promise<Uint8Array> {
  const { id, source } = entry;
  const url =
    source.kind === 'built-in' ? shippedWeightsUrl(source.file) : new URL(`models/${source.file}`, baseUrl).href;
  if (url === undefined) throw new FaultError('model-missing', `${id}: no weights in this build`, { model: id });
  return fetchChecked(url, source, onBytes).catch((error: unknown) => {
    const kind = error instanceof FaultError ? error.kind : 'model-missing';
    throw new FaultError(kind, `${id}: ${messageOf(error)}`, { model: id, cause: error });
  });
}

/** @throws FaultError `model-missing`, `model-corrupt`; TypeError where the server was not reached. */
export async function fetchChecked(
  url: string,
  expected: FileFacts,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await fetchBytes(new URL(url, self.location.href).href, expected.bytes, onBytes);
  if (bytes.length !== expected.bytes)
    throw new FaultError('model-corrupt', `${bytes.length} bytes came, ${expected.bytes} were expected`);
  // crypto.subtle exists in secure contexts only; elsewhere there is no camera either, and the size was checked.
  if (self.isSecureContext && (await sha256(bytes)) !== expected.sha256)
    throw new FaultError('model-corrupt', "its SHA-256 is not the catalogue's");
  return bytes;
}

/**
 * Of the second graph, where the model has one; else undefined, and nothing is fetched. Bytes count on from the first graph's.
 *
 * @throws FaultError as `loadWeights`.
 */
export async function loadSecondWeights(
  entry: CatalogEntry,
  baseUrl: string,
  onBytes: OnBytes,
): Promise<Uint8Array | undefined> {
  const { source } = entry;
  if (source.kind !== 'built-in' || !source.second) return undefined;
  const before = source.bytes;
  return loadWeights({ ...entry, source: { ...source, ...source.second } }, baseUrl, (loaded, total) =>
    onBytes(before + loaded, before + total),
  );
}

async function fetchBytes(url: string, expectedBytes: number, onBytes: OnBytes): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  // Static hosts answer a missing file with their start page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!response.ok || isPage || !response.body) {
    throw new FaultError('model-missing', `${url} answered ${isPage ? 'with a web page' : response.status}`);
  }
  const bytes = new Uint8Array(expectedBytes);
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (loaded + value.length > expectedBytes) {
      await reader.cancel();
      throw new FaultError('model-corrupt', `${url} is longer than the ${expectedBytes} bytes expected`);
    }
    bytes.set(value, loaded);
    loaded += value.length;
    onBytes(loaded, expectedBytes);
  }
  return bytes.subarray(0, loaded);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
