/**
 * Every model a user can choose, in plain words, and where its bytes come from. The app fetches from its own origin only:
 * a built-in file is published with the app, a downloadable one lies at `models/<file>` of the same server, where
 * `npm run models` puts it.
 */
import type { TaskId } from './contract';
import { MODELS, type ModelId } from './registry';
import weights from './weights.json';

export interface FileFacts {
  /** 0 where the weights are not there yet. */
  readonly bytes: number;
  /** Hex, lower case; empty where the weights are not there yet. */
  readonly sha256: string;
}

/**
 * The same network computed otherwise: `f16` in half floats, for WebGPU adapters with `shader-f16`; `u8` in uint8 (QDQ), for
 * WebAssembly. A `u8` file ships only where it is faster there and loses no more than 0.01 AP50, or one point of top-1.
 */
export type Variant = 'f16' | 'u8';

/** What a file is computed in, for the most part. */
export type Precision = 'float32' | 'float16' | 'uint8';

export interface WeightsFile extends FileFacts {
  /** Path below `models/` in the repository. */
  readonly file: string;
}

/** Trained by this project; `npm run models -- --seal` records the files. */
export interface BuiltIn extends WeightsFile {
  readonly kind: 'built-in';
  /** Those that ship. */
  readonly variants: Readonly<Partial<Record<Variant, WeightsFile>>>;
  /** The second graph of a two-stage detector. */
  readonly second?: WeightsFile;
}

/** Made by others. */
export interface Downloadable extends FileFacts {
  readonly kind: 'downloadable';
  /** File name below `models/` of the server that serves the app. */
  readonly file: string;
  /** File name in a folder of reference models, for `npm run models -- --from`. */
  readonly localName: string;
  /** Official address; absent where nobody publishes these bytes, then only `--from` works. */
  readonly url?: string;
  readonly repository?: string;
  /** SPDX; of the model's makers. */
  readonly licence: string;
}

export interface CatalogEntry {
  readonly id: ModelId;
  readonly task: TaskId;
  readonly title: string;
  /** One line, plain words. */
  readonly description: string;
  /** Shown in a picker; false: only for development and measuring. */
  readonly offered: boolean;
  readonly source: BuiltIn | Downloadable;
}

const FACTS: Readonly<Record<string, FileFacts | undefined>> = weights;

function builtIn(file: string, second?: string): BuiltIn {
  return {
    kind: 'built-in',
    ...recorded(file),
    variants: { ...variantOf(file, 'f16'), ...variantOf(file, 'u8') },
    ...(second === undefined ? {} : { second: recorded(second) }),
  };
}

function recorded(file: string): WeightsFile {
  return { file, ...(FACTS[file] ?? { bytes: 0, sha256: '' }) };
}

/** `yolo/yolo-416.onnx` → `yolo/yolo-416.u8.onnx`, where it ships. */
function variantOf(file: string, variant: Variant): Partial<Record<Variant, WeightsFile>> {
  const own = file.replace(/\.onnx$/, `.${variant}.onnx`);
  const facts = FACTS[own];
  return facts ? { [variant]: { file: own, ...facts } } : {};
}

/** A file of a public repository at a commit: the bytes cannot change under the address. */
function published(
  repository: string,
  commit: string,
  path: string,
  facts: Omit<Downloadable, 'kind' | 'file' | 'url'>,
): Downloadable {
  const url = `https://raw.githubusercontent.com/${repository}/${commit}/${path}`;
  return { kind: 'downloadable', file: facts.localName, url, ...facts, repository: `https://github.com/${repository}` };
}

type Words = Omit<CatalogEntry, 'id' | 'task' | 'offered'> & { readonly offered?: boolean };

const ENTRIES: Readonly<Record<ModelId, Words>> = {
  'yolo-416': {
    title: 'Sightline detector, large',
    description: 'The same, with a larger picture: slower, for small and distant things.',
    source: builtIn('yolo/yolo-416.onnx'),
  },
  'yolo-320': {
    title: 'Sightline detector',
    description: 'Finds 80 kinds of everyday things. Ships with the app.',
    source: builtIn('yolo/yolo-320.onnx'),
  },
  'yolo-256': {
    title: 'Sightline detector, small',
    description: 'For slow devices: large, near things only.',
    source: builtIn('yolo/yolo-256.onnx'),
  },
  rcnn: {
    title: 'Sightline two-stage',
    description: 'Finds places first, then looks at each again: slower. Ships with the app, to compare with one stage.',
    source: builtIn('rcnn/rpn.onnx', 'rcnn/roi-head.onnx'),
  },
  'nanodet-m': {
    title: 'NanoDet-m',
    description: 'A public detector of 80 kinds of things: more accurate than ours on photos.',
    source: published(
      'hpc203/nanodet-opncv-dnn-cpp-python',
      '15dd99c651d53c824f51d1eb5faddbd4f3d69bbc',
      'nanodet_m.onnx',
      {
        localName: 'nanodet_m.onnx',
        bytes: 3_800_954,
        sha256: '4b82da9944b88577175ee23a459dce2e26e6e4be573def65b1055dc2d9720186',
        licence: 'Apache-2.0',
      },
    ),
  },
  'yolox-nano': {
    title: 'YOLOX-Nano',
    description: 'A public detector of 80 kinds of things: the most accurate here, and the slowest.',
    source: published(
      'w-okada/yolox-onnx-test',
      '21eae76339474325b8b5adde6fb23892d633884f',
      'docs/models/yolox_nano_416x416.onnx',
      {
        localName: 'yolox_nano_416.onnx',
        bytes: 3_678_175,
        sha256: 'dc1a3bc37ffd961222999f05aa134a1e95274c9603b8e60518ff26e90917a225',
        licence: 'Apache-2.0',
      },
    ),
  },
  fastestdet: {
    title: 'FastestDet',
    description: 'A public detector of 80 kinds of things, small and fast: for the comparison lab.',
    offered: false,
    source: published(
      'dog-qiuqiu/FastestDet',
      '50473cd155cb088aa4a99e64ff6a4b3c24fa07e1',
      'example/onnx-runtime/FastestDet.onnx',
      {
        localName: 'fastestdet-352.onnx',
        bytes: 998_169,
        sha256: '31cb14c017fce347cb4c846ec62fdf00d76bb3beecdf4be21e7116ac67feb880',
        licence: 'BSD-3-Clause',
      },
    ),
  },
  'unet-portrait': {
    title: 'Sightline portrait',
    description: 'Tells people from their background. Ships with the app.',
    source: builtIn('unet-portrait/unet-portrait-256x256.onnx'),
  },
  'unet-portrait-wide': {
    title: 'Sightline portrait, wide',
    description: 'The same for wide pictures: about half the work.',
    source: builtIn('unet-portrait/unet-portrait-256x144.onnx'),
  },
  selfie: {
    title: 'MediaPipe selfie',
    description: 'A small public network for people near the camera.',
    source: published(
      'google-ai-edge/mediapipe',
      '3d2314f4c1c493db1c7cb3989f21235745bea06a',
      'mediapipe/modules/selfie_segmentation/selfie_segmentation_landscape.onnx',
      {
        localName: 'mediapipe_selfie_segmentation_landscape.onnx',
        bytes: 453_831,
        sha256: 'b580fea1ee4a608472e07e4c2a21af1771d9022bb444e34b7f83719483cb5026',
        licence: 'Apache-2.0',
      },
    ),
  },
  resnet: {
    title: 'Sightline classifier',
    description: 'Names what is in the middle of the picture. Ships with the app.',
    source: builtIn('resnet/resnet.onnx'),
  },
  squeezenet: {
    title: 'SqueezeNet 1.1',
    description: 'A public classifier of 1000 classes, for measuring; it names them by number.',
    offered: false,
    source: {
      kind: 'downloadable',
      file: 'squeezenet1.1.onnx',
      localName: 'squeezenet1.1.onnx',
      bytes: 4_947_808,
      sha256: 'ff518a40c413ccdfa048d7334a2cb3aae1137d73d397b6a96357ab4aface653b',
      licence: 'Apache-2.0',
    },
  },
};

export const MODEL_IDS: readonly ModelId[] = Object.keys(ENTRIES) as ModelId[];

export const CATALOG: readonly CatalogEntry[] = MODEL_IDS.map((id) => ({
  id,
  task: MODELS[id].task,
  offered: true,
  ...ENTRIES[id],
}));

const BY_ID = new Map(CATALOG.map((entry) => [entry.id, entry]));

export function catalogEntry(id: ModelId): CatalogEntry {
  const entry = BY_ID.get(id);
  if (!entry) throw new RangeError(`no model '${id}'; there are: ${MODEL_IDS.join(', ')}`);
  return entry;
}

/** The entry with the file that suits the engine best; the floats where no such variant ships. */
export function entryFor(id: ModelId, engine: { provider: 'webgpu' | 'wasm'; shaderF16: boolean }): CatalogEntry {
  const entry = catalogEntry(id);
  if (entry.source.kind !== 'built-in') return entry;
  const { f16, u8 } = entry.source.variants;
  const better = engine.provider === 'wasm' ? u8 : engine.shaderF16 ? f16 : undefined;
  return better ? { ...entry, source: { ...entry.source, ...better } } : entry;
}

export function precisionOf(file: string): Precision {
  if (file.endsWith('.f16.onnx')) return 'float16';
  return file.endsWith('.u8.onnx') ? 'uint8' : 'float32';
}

/** What a user has to fetch for it, bytes: both graphs where there are two. */
export function downloadBytes({ source }: CatalogEntry): number {
  return source.bytes + (source.kind === 'built-in' ? (source.second?.bytes ?? 0) : 0);
}

/** What a picker shows for a task: own models whose weights are there, then downloadable ones. */
export function offeredModels(task: TaskId): readonly CatalogEntry[] {
  return CATALOG.filter((e) => e.task === task && e.offered && e.source.bytes > 0);
}

/** Whether the weights are published with the app. */
export function isShipped(id: ModelId): boolean {
  const { source } = catalogEntry(id);
  return source.kind === 'built-in' && source.bytes > 0;
}

/** First choice first; the last one is what development falls back on. */
const PREFERENCE: Readonly<Record<TaskId, readonly [ModelId, ...ModelId[]]>> = {
  // At their present training the middle size scores higher than the large one, and is faster (models/yolo/CARD.md).
  detect: ['yolo-320', 'nanodet-m'],
  portrait: ['unet-portrait', 'selfie'],
  classify: ['resnet', 'squeezenet'],
};

/** Our own network where its weights ship, else the reference. */
export function defaultModel(task: TaskId, shipped: (id: ModelId) => boolean = isShipped): ModelId {
  const [own, ...others] = PREFERENCE[task];
  return shipped(own) ? own : (others[others.length - 1] ?? own);
}
