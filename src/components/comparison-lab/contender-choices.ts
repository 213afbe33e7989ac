/** What a contender can be made of on this device, and the nearest that can where a choice no longer fits. */
import { CATALOG, catalogEntry } from '../../../models/catalog';
import type { TaskId } from '../../../models/contract';
import { isMediaPipeId, MEDIAPIPE, MEDIAPIPE_IDS } from '../../../models/mediapipe';
import { isTwoStage, PROPOSAL_COUNTS } from '../../../models/registry';
import { mediapipePrecision } from '../../lab/compare/contender-title';
import type { Contender, ContenderEngine, ContenderPrecision } from '../../lab/compare/run-file';

export type NetworkId = Contender['network'];

/** What the browser offers. */
export interface Abilities {
  readonly webgpu: boolean;
  /** 1 where the page is not cross-origin isolated. */
  readonly mostThreads: number;
}

/** The spread that papers use, within what the network takes. */
export const PROPOSAL_STEPS: readonly number[] = [
  PROPOSAL_COUNTS.least,
  32,
  PROPOSAL_COUNTS.usual,
  100,
  200,
  PROPOSAL_COUNTS.most,
];
const MOST_THREADS = 8;

export function pageAbilities(): Abilities {
  return {
    webgpu: 'gpu' in navigator,
    mostThreads: crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1,
  };
}

export function titleOf(network: NetworkId): string {
  return isMediaPipeId(network) ? MEDIAPIPE[network].title : catalogEntry(network).title;
}

export function taskOf(network: NetworkId): TaskId {
  return isMediaPipeId(network) ? MEDIAPIPE[network].task : catalogEntry(network).task;
}

/** Comes with the app; the others lie on the server only where somebody put them there. */
export function isBuiltIn(network: NetworkId): boolean {
  return !isMediaPipeId(network) && catalogEntry(network).source.kind === 'built-in';
}

/** Networks of a task; our own first. */
export function networksOf(task: TaskId): readonly NetworkId[] {
  const ours = CATALOG.filter((entry) => entry.task === task && entry.source.bytes > 0).map(({ id }) => id);
  return [...ours, ...MEDIAPIPE_IDS.filter((id) => MEDIAPIPE[id].task === task)];
}

export interface EngineChoice {
  readonly engine: ContenderEngine;
  readonly threads: number;
}

export function enginesOf(network: NetworkId, { webgpu, mostThreads }: Abilities): readonly EngineChoice[] {
  if (isMediaPipeId(network)) {
    return (['mediapipe-cpu', 'mediapipe-gpu'] as const).map((engine) => ({ engine, threads: 1 }));
  }
  const threads = [1, 2, 4, 8].filter((count) => count <= mostThreads);
  return [
    ...threads.map((count) => ({ engine: 'wasm' as const, threads: count })),
    ...(webgpu ? [{ engine: 'webgpu' as const, threads: 1 }] : []),
  ];
}

/** Of the files that ship; integers are WebAssembly's alone. */
export function precisionsOf(network: NetworkId, engine: ContenderEngine): readonly ContenderPrecision[] {
  if (isMediaPipeId(network)) return [mediapipePrecision(network)];
  const { source } = catalogEntry(network);
  if (source.kind !== 'built-in') return ['float32'];
  return [
    'float32',
    ...(source.variants.f16 ? ['float16' as const] : []),
    ...(source.variants.u8 && engine === 'wasm' ? ['uint8' as const] : []),
  ];
}

/** The contender itself where everything in it is to be had, else the nearest: keeps what it can. */
export function fitted(contender: Contender, abilities: Abilities): Contender {
  const { network } = contender;
  const engines = enginesOf(network, abilities);
  const { engine, threads } = engines.find(
    (one) => one.engine === contender.engine && one.threads === contender.threads,
  ) ??
    engines.find((one) => one.engine === contender.engine) ??
    engines[0] ?? { engine: 'wasm', threads: 1 };
  const precisions = precisionsOf(network, engine);
  const precision = precisions.find((one) => one === contender.precision) ?? precisions[0] ?? 'float32';
  return {
    network,
    engine,
    threads,
    precision,
    ...(isTwoStage(network) ? { proposals: contender.proposals ?? PROPOSAL_COUNTS.usual } : {}),
  };
}

/** The question the lab is there for: one stage against two, on what every browser has. */
export function firstContenders(abilities: Abilities): readonly [Contender, Contender] {
  const plain = { engine: 'wasm', threads: 1, precision: 'float32' } as const;
  return [fitted({ network: 'yolo-320', ...plain }, abilities), fitted({ network: 'rcnn', ...plain }, abilities)];
}
