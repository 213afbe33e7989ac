/** Makes a contender ready: the very paths the app works on, with exactly the engine and file that were asked for, or a fault. */
import { catalogEntry, type CatalogEntry } from '../../models/catalog';
import type { Classification, Detection, StepTimings, TaskId } from '../../models/contract';
import { isMediaPipeId } from '../../models/mediapipe';
import { modelOf, type ModelId } from '../../models/registry';
import type { Contender, ContenderPrecision, Opened } from '../contender';
import { FaultError } from '../fault';
import type { Answer, FramePath, Network, PathDetectOptions, PersonMask } from '../frame-path';
import type { FrameView } from '../frame-view';
import { NO_HISTORY } from '../gpu-history';
import { openPath, type OpenedPath } from '../open-path';
import { loadSecondWeights, loadWeights, type OnBytes } from '../weights-loader';
import { stopwatch } from './stopwatch';

/** A frame path with one network on it, without what draws: what a comparison needs of an engine. */
export interface LookingPath {
  prepare(view: FrameView): Promise<StepTimings>;
  detect(options: PathDetectOptions): Promise<Answer<readonly Detection[]>>;
  segment(): Promise<Answer<PersonMask | undefined>>;
  classify(count: number): Promise<Answer<readonly Classification[]>>;
}

export interface OpenedContender {
  readonly path: LookingPath;
  readonly task: TaskId;
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
  const { network, engine } = options.contender;
  if (isMediaPipeId(network)) {
    const { openMediaPipeContender } = await import('./mediapipe-path');
    return openMediaPipeContender(network, options);
  }
  if (engine === 'mediapipe-cpu' || engine === 'mediapipe-gpu')
    throw new FaultError('engine-start', `MediaPipe runs .tflite files, and ${network} is none`);
  return openOwn(network, engine, options);
}

async function openOwn(
  id: ModelId,
  engine: 'webgpu' | 'wasm',
  { contender, baseUrl, onBytes }: OpenContenderOptions,
): Promise<OpenedContender> {
  const entry = entryOf(catalogEntry(id), contender.precision);
  if (contender.precision === 'uint8' && engine === 'webgpu')
    throw new FaultError('engine-start', 'files in 8-bit integers are for WebAssembly: WebGPU has no kernels for them');
  const clock = stopwatch();
  const { path, adapter } = await openEngine(engine, contender.threads);
  const startMs = clock();
  if (contender.precision === 'float16' && engine === 'webgpu' && !path.halfFloats) {
    await path.dispose();
    throw new FaultError('engine-start', 'this graphics processor computes no half floats (no shader-f16)');
  }
  const weights = await loadWeights(entry, baseUrl, onBytes);
  const second = await loadSecondWeights(entry, baseUrl, onBytes);
  const fetchMs = clock();
  const model = modelOf(id);
  const network = await path.load(model, weights, second);
  const loadMs = clock();
  const { source } = entry;
  const files = source.kind === 'built-in' && source.second ? [source, source.second] : [source];
  const { width, height } = model.spec.input;
  return {
    path: withNetwork(path, network),
    task: model.task,
    opened: {
      task: model.task,
      engine: { ...path.engine, ...(adapter === undefined || path.kind === 'cpu' ? {} : { adapter }) },
      weights: files.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 })),
      input: { width, height },
      startMs,
      fetchMs,
      loadMs,
    },
  };
}

function withNetwork(path: FramePath, network: Network): LookingPath {
  return {
    prepare(view) {
      // Every look stands alone: a mask must not lean on the frame before, which may be another picture.
      path.forget();
      return path.prepare(view, [network]);
    },
    detect: (options) => path.detect(network, options),
    segment: () => path.segment(network),
    classify: (count) => path.classify(network, count),
  };
}

async function openEngine(engine: 'webgpu' | 'wasm', threads: number): Promise<OpenedPath> {
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
