/** Where things lie in the repository, for the Node tools. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileFacts } from '../catalog';

/** Folder `models/` of the repository. */
export const MODELS_DIR = fileURLToPath(new URL('..', import.meta.url));
/** Served at `models/` beside the app; not in version control. */
export const PUBLIC_MODELS_DIR = fileURLToPath(new URL('../../public/models', import.meta.url));
export const WEIGHTS_JSON = join(MODELS_DIR, 'weights.json');

export function factsOf(bytes: Uint8Array): FileFacts {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Why bytes are not the ones asked for, in words; empty where they are. */
export function difference(bytes: Uint8Array, wanted: FileFacts): string {
  const { bytes: length, sha256 } = factsOf(bytes);
  if (sha256 === wanted.sha256) return '';
  return length === wanted.bytes
    ? `SHA-256 is ${sha256}, expected ${wanted.sha256}`
    : `${length} bytes, expected ${wanted.bytes} (cut off, or another version)`;
}

/** Every `models/<folder>/*.onnx`, as the paths the catalogue uses, sorted. */
export async function weightFiles(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of await readdir(MODELS_DIR, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === 'training' || folder.name === 'tools') continue;
    for (const name of await readdir(join(MODELS_DIR, folder.name))) {
      if (name.endsWith('.onnx')) found.push(`${folder.name}/${name}`);
    }
  }
  return found.sort();
}

/** The bytes, or undefined where there is no such file. Other faults are thrown. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
