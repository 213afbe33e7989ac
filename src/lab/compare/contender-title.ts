/** A contender in words, and from the words of a command line. */
import { catalogEntry } from '../../../models/catalog';
import type { TaskId } from '../../../models/contract';
import { isMediaPipeId, MEDIAPIPE } from '../../../models/mediapipe';
import { isModelId, isTwoStage, MODELS, PROPOSAL_COUNTS } from '../../../models/registry';
import type { Contender, ContenderEngine, ContenderPrecision } from './run-file';

const ENGINE_WORDS: Readonly<Record<ContenderEngine, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WASM',
  'mediapipe-cpu': 'MediaPipe, CPU',
  'mediapipe-gpu': 'MediaPipe, GPU',
};
const PRECISION_WORDS: Readonly<Record<ContenderPrecision, string>> = {
  float32: 'floats',
  float16: 'half floats',
  uint8: 'uint8',
};

/** `Sightline two-stage (slower) 320, K 64 · WASM, 1 thread · floats` */
export function contenderTitle({ network, engine, threads, precision, proposals }: Contender): string {
  const k = proposals === undefined ? '' : `, K ${proposals}`;
  const where = engine === 'wasm' ? `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : ENGINE_WORDS[engine];
  return `${networkTitle(network)}${k} · ${where} · ${PRECISION_WORDS[precision]}`;
}

/** @param network of a run file: another version may have networks that this one has not; then its id. */
function networkTitle(network: string): string {
  if (isMediaPipeId(network)) return MEDIAPIPE[network].title;
  if (!isModelId(network)) return network;
  const { title, task } = catalogEntry(network);
  const { width, height } = MODELS[network].spec.input;
  // Own detectors differ in their size alone.
  return task === 'detect' ? `${title} ${width === height ? width : `${width}×${height}`}` : title;
}

export function taskOf(network: Contender['network']): TaskId {
  return isMediaPipeId(network) ? MEDIAPIPE[network].task : catalogEntry(network).task;
}

/** Short names of the command line. */
const SHORT: Readonly<Record<string, Contender['network']>> = {
  yolo: 'yolo-320',
  nanodet: 'nanodet-m',
  yolox: 'yolox-nano',
  ssd: 'mediapipe-ssd',
};
const ENGINES: Readonly<Record<string, ContenderEngine>> = { webgpu: 'webgpu' };
const PRECISIONS: Readonly<Record<string, ContenderPrecision>> = { f32: 'float32', f16: 'float16', u8: 'uint8' };

/**
 * `NETWORK[@PART…]`, parts in any order: `webgpu`, `wasm2` (two threads), `gpu`, `f16`, `u8`, `k100`.
 * @throws RangeError with what is known, where a part means nothing.
 */
export function parseContender(text: string): Contender {
  const [name = '', ...parts] = text.trim().split('@');
  const network = SHORT[name] ?? name;
  if (!isMediaPipeId(network) && !isModelId(network))
    throw new RangeError(
      `There is no network '${name}'. There are: ${[...Object.keys(SHORT), ...Object.keys(MODELS)].join(', ')}.`,
    );
  const mediapipe = isMediaPipeId(network);
  let contender: Contender = {
    network,
    engine: mediapipe ? 'mediapipe-cpu' : 'wasm',
    threads: 1,
    precision: mediapipe ? mediapipePrecision(network) : 'float32',
    ...(isTwoStage(network) ? { proposals: PROPOSAL_COUNTS.usual } : {}),
  };
  for (const part of parts) contender = { ...contender, ...meaningOf(part, contender, text) };
  return contender;
}

function meaningOf(part: string, { network }: Contender, text: string): Partial<Contender> {
  const wasm = /^wasm([1-9]\d?)?$/.exec(part);
  if (wasm && !isMediaPipeId(network)) return { engine: 'wasm', threads: Number(wasm[1] ?? 1) };
  if (part === 'gpu' && isMediaPipeId(network)) return { engine: 'mediapipe-gpu' };
  const engine = ENGINES[part];
  if (engine && !isMediaPipeId(network)) return { engine, threads: 1 };
  const precision = PRECISIONS[part];
  if (precision) return { precision };
  const k = Number(/^k(\d+)$/.exec(part)?.[1]);
  if (k >= PROPOSAL_COUNTS.least && k <= PROPOSAL_COUNTS.most && isTwoStage(network)) return { proposals: k };
  throw new RangeError(`'${part}' of '${text}' means nothing here: webgpu, wasm2, gpu, f16, u8, k16 to k300.`);
}

/** How MediaPipe's files are stored. */
export function mediapipePrecision(id: keyof typeof MEDIAPIPE): ContenderPrecision {
  return id === 'mediapipe-selfie' ? 'float16' : 'uint8';
}
