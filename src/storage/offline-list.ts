/** What this version of the app consists of beyond its shell: the list that the build writes, `offline-assets.json`. */
import type { EngineInfo, OrtBuild } from '../../workers/protocol';

export interface OfflineFile {
  /** Relative to the page. */
  readonly url: string;
  readonly bytes: number;
  /** A runtime build, weights of one provider, or what every browser needs. */
  readonly group: OrtBuild | 'weights' | 'weights-webgpu' | 'weights-wasm' | 'media';
  /** Tells contents apart where the name carries no hash. */
  readonly revision?: string;
}

const GROUPS: readonly string[] = [
  'jspi',
  'asyncify',
  'wasm',
  'weights',
  'weights-webgpu',
  'weights-wasm',
  'media',
] satisfies OfflineFile['group'][];

/** @throws TypeError where the text is not such a list, for example in development, where there is none. */
export function parseOfflineList(json: unknown): OfflineFile[] {
  const files: unknown = typeof json === 'object' && json !== null && 'files' in json ? json.files : undefined;
  if (!Array.isArray(files) || !files.every(isOfflineFile)) throw new TypeError('not an offline list');
  return files;
}

function isOfflineFile(value: unknown): value is OfflineFile {
  if (typeof value !== 'object' || value === null) return false;
  const { url, bytes, group, revision } = value as Partial<Record<keyof OfflineFile, unknown>>;
  const named = typeof url === 'string' && (revision === undefined || typeof revision === 'string');
  return named && Number.isInteger(bytes) && typeof group === 'string' && GROUPS.includes(group);
}

/** What the files of a browser depend on. */
export interface OfflineNeeds {
  readonly build: OrtBuild;
  /** What the runtime computes on; left out while it has not started. */
  readonly provider?: EngineInfo['provider'];
  /** Whether this browser plays a clip with that file name. */
  readonly plays: (url: string) => boolean;
}

/**
 * The files a browser needs: its runtime, the weights it will load, and the demo clip in the one format that the page will choose.
 * A build for WebGPU that runs on the processor today may have its GPU back tomorrow: it needs the weights of both. One that is
 * on the GPU goes on with the floats should it lose it.
 */
export function neededFiles(files: readonly OfflineFile[], { build, provider, plays }: OfflineNeeds): OfflineFile[] {
  const groups = new Set<OfflineFile['group']>([build, 'weights']);
  if (build !== 'wasm') groups.add('weights-webgpu');
  if (build === 'wasm' || provider === 'wasm') groups.add('weights-wasm');
  // The page tries WebM first, as this does.
  const clips = files.filter(({ group }) => group === 'media').sort((a, b) => b.url.localeCompare(a.url));
  const clip = clips.find(({ url }) => plays(url));
  return files.filter((file) => groups.has(file.group) || file === clip);
}

export function totalBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
