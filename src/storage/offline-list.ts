/** What this version of the app consists of beyond its shell: the list that the build writes, `offline-assets.json`. */
import type { OrtBuild } from '../../workers/protocol';

export interface OfflineFile {
  /** Relative to the page; carries a hash, so its content never changes. */
  readonly url: string;
  readonly bytes: number;
  /** A runtime build, or what every browser needs. */
  readonly group: OrtBuild | 'weights' | 'media';
}

const GROUPS: readonly string[] = ['jspi', 'asyncify', 'wasm', 'weights', 'media'] satisfies OfflineFile['group'][];

/** @throws TypeError where the text is not such a list, for example in development, where there is none. */
export function parseOfflineList(json: unknown): OfflineFile[] {
  const files: unknown = typeof json === 'object' && json !== null && 'files' in json ? json.files : undefined;
  if (!Array.isArray(files) || !files.every(isOfflineFile)) throw new TypeError('not an offline list');
  return files;
}

function isOfflineFile(value: unknown): value is OfflineFile {
  if (typeof value !== 'object' || value === null) return false;
  const { url, bytes, group } = value as Partial<Record<keyof OfflineFile, unknown>>;
  return typeof url === 'string' && Number.isInteger(bytes) && typeof group === 'string' && GROUPS.includes(group);
}

/** The files a browser needs that runs this build of the runtime. */
export function neededFiles(files: readonly OfflineFile[], build: OrtBuild): OfflineFile[] {
  return files.filter(({ group }) => group === build || group === 'weights' || group === 'media');
}

export function totalBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
