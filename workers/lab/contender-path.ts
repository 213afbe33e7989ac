/** Makes a contender ready: the very paths the app works on, with exactly the engine and file that were asked for, or a fault. */
import { catalogEntry, type CatalogEntry } from '../../models/catalog';
import type { Model } from '../../models/contract';
import { isMediaPipeId } from '../../models/mediapipe';
import { modelOf } from '../../models/registry';
import type { Contender, ContenderPrecision, Opened } from '../contender';
import { FaultError } from '../fault';
import type { FramePath, Network } from '../frame-path';
import { NO_HISTORY } from '../gpu-history';
import { openPath, type OpenedPath } from '../open-path';
import { loadSecondWeights, loadWeights, type OnBytes } from '../weights-loader';

/** What a comparison asks of a path: all but drawing. */
export type LookingPath = Pick<FramePath, 'prepare' | 'detect' | 'segment' | 'classify'>;

export interface OpenedContender {
  readonly path: LookingPath;
  readonly network: Network;
  readonly opened: Opened;
}

export interface OpenContenderOptions {
  readonly contender: Contender;
  readonly baseUrl: string;
  readonly onBytes: OnBytes;
}

/**
 * @throws FaultError as `openPath`, `loadWeights` and `FramePath.load`; `engine-start` where another engine than the one asked for
 * would have to stand in; `model-missing` where the network has no such file.
 */
export async function openContender(options: OpenContenderOptions): Promise<OpenedContender> {
  const { contender, baseUrl, onBytes } = options;
  const { network: id, engine, threads, precision } = contender;
  if (isMediaPipeId(id) || engine === 'mediapipe-cpu' || engine === 'mediapipe-gpu')
    throw new FaultError('engine-start', 'MediaPipe is not there yet');
  const entry = entryOf(catalogEntry(id), precision);
  const clock = stopwatch();
  const { path, adapter } = await openOwn(engine, threads);
  const startMs = clock();
  const weights = await loadWeights(entry, baseUrl, onBytes);
  const second = await loadSecondWeights(entry, baseUrl, onBytes);
  const fetchMs = clock();
  const model: Model = modelOf(id);
  const network = await path.load(model, weights, second);
  const loadMs = clock();
  const { source } = entry;
  const files = source.kind === 'built-in' && source.second ? [source, source.second] : [source];
  const { width, height } = model.spec.input;
  const opened: Opened = {
    task: model.task,
    engine: { ...path.engine, ...(adapter === undefined || path.kind === 'cpu' ? {} : { adapter }) },
    weights: files.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 })),
    input: { width, height },
    startMs,
    fetchMs,
    loadMs,
  };
  return { path, network, opened };
}

async function openOwn(engine: 'webgpu' | 'wasm', threads: number): Promise<OpenedPath> {
  const opened = await openPath({
    canvas: new OffscreenCanvas(1, 1), // Nothing is drawn.
    choice: engine,
    threads,
    history: NO_HISTORY,
    frugal: false,
    flush: false,
    onVerdict: () => undefined,
    onRefused: (error) => console.warn('the GPU refused:', error.message),
  });
  const { path } = opened;
  const { provider, note } = path.engine;
  if (provider === engine && (engine === 'webgpu' || path.engine.threads === threads)) return opened;
  await path.dispose();
  throw new FaultError(
    'engine-start',
    provider === engine ? `${threads} threads were asked for, ${path.engine.threads} came: ${note}` : note,
  );
}

/** The catalogue's entry with the file of that precision. @throws FaultError `model-missing`. */
function entryOf(entry: CatalogEntry, precision: ContenderPrecision): CatalogEntry {
  if (precision === 'float32') return entry;
  const { source } = entry;
  const variant = source.kind === 'built-in' && source.variants[precision === 'float16' ? 'f16' : 'u8'];
  if (!variant) throw new FaultError('model-missing', `${entry.title} does not ship in ${precision}`);
  return { ...entry, source: { ...source, ...variant } };
}

/** @returns milliseconds since the last call */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const since = performance.now() - last;
    last += since;
    return since;
  };
}
