/** Loads the file of a network that suits the path best, and that the path was found to compute rightly. */
import { catalogEntry, entryFor, precisionOf, type CatalogEntry, type Precision } from '../models/catalog';
import type { ModelId } from '../models/registry';
import { modelOf } from '../models/registry';
import { storedAnswers } from '../models/stored-answers';
import { FaultError } from './fault';
import type { FramePath, Network } from './frame-path';
import { weightsKey } from './gpu-history';
import { NETWORK_TOLERANCE } from './gpu/network-tolerance';
import { loadSecondWeights, loadWeights, type OnBytes } from './weights-loader';

/** What is known of networks on this GPU. */
export interface NetworkTrust {
  /** Undefined for one that was never tried here. */
  readonly known: (key: string) => boolean | undefined;
  readonly onTried: (key: string, right: boolean) => void;
  /** Floats came out wrong: nothing on this GPU can be trusted. */
  readonly onWrong: (reason: string) => void;
}

export interface WantedNetwork {
  readonly id: ModelId;
  readonly baseUrl: string;
  readonly onBytes: OnBytes;
  /** Absent beside WASM, which is what everything is compared with. */
  readonly trust?: NetworkTrust;
}

/** A file of a network, in memory. */
export interface LoadedFile {
  readonly entry: CatalogEntry;
  readonly precision: Precision;
  readonly weights: Uint8Array;
  readonly second: Uint8Array | undefined;
}

/** Fetches the best file; the floats where this device has only those (offline, or stored for another engine). @throws FaultError as `loadWeights`. */
export async function fetchNetwork(path: FramePath, wanted: WantedNetwork): Promise<LoadedFile> {
  const { id, trust } = wanted;
  const provider = path.kind === 'gpu' ? 'webgpu' : 'wasm';
  const best = entryFor(id, { provider, shaderF16: path.halfFloats ?? false });
  const refused = trust?.known(keyOf(best)) === false;
  const floats = catalogEntry(id);
  if (refused || best === floats) return fetchFile(floats, wanted);
  return fetchFile(best, wanted).catch((error: unknown) => {
    if (error instanceof FaultError && error.kind === 'model-missing') return fetchFile(floats, wanted);
    throw error;
  });
}

/**
 * Makes a fetched network ready. One of ours that was never tried on this GPU is tried; half floats that come out wrong give way
 * to floats, and so does any file but the floats that does not load.
 * @throws FaultError as `FramePath.load`; `gpu` where floats come out wrong.
 */
export async function loadNetwork(
  path: FramePath,
  file: LoadedFile,
  wanted: WantedNetwork,
): Promise<{ readonly network: Network; readonly precision: Precision }> {
  const { entry, precision } = file;
  const { trust } = wanted;
  const network = await path.load(modelOf(entry.id), file.weights, file.second).catch((error: unknown) => {
    // A kernel that is not there in half floats or in integers may be in floats; what is wrong with both is thrown by the second.
    if (precision === 'float32') throw error;
    // Lost meanwhile: that says nothing about the file.
    if (error instanceof FaultError && error.kind === 'gpu') throw error;
    trust?.onTried(keyOf(entry), false);
    return undefined;
  });
  if (!network) return loadFloats(path, wanted);
  if (!trust || !path.difference || trust.known(keyOf(entry))) return { network, precision };
  const stored =
    entry.source.kind === 'built-in'
      ? await storedAnswers(entry.source.file, modelOf(entry.id).spec.outputs)
      : undefined;
  if (!stored) return { network, precision };
  const difference = await path.difference(network, stored);
  const right = difference <= NETWORK_TOLERANCE[precision];
  trust.onTried(keyOf(entry), right);
  if (right) return { network, precision };
  await path.release(network);
  if (precision !== 'float32') return loadFloats(path, wanted);
  const reason = `the graphics processor computes ${entry.title} wrongly (off by ${difference.toPrecision(2)})`;
  trust.onWrong(reason);
  throw new FaultError('gpu', reason, { recoverable: true, model: entry.id });
}

async function loadFloats(path: FramePath, wanted: WantedNetwork): ReturnType<typeof loadNetwork> {
  return loadNetwork(path, await fetchFile(catalogEntry(wanted.id), wanted), wanted);
}

async function fetchFile(entry: CatalogEntry, { baseUrl, onBytes }: WantedNetwork): Promise<LoadedFile> {
  const weights = await loadWeights(entry, baseUrl, onBytes);
  const second = await loadSecondWeights(entry, baseUrl, onBytes);
  return { entry, precision: precisionOf(entry.source.file), weights, second };
}

function keyOf({ source }: CatalogEntry): string {
  return weightsKey(source.file, source.sha256);
}
