/** Looking into folders. */
import { access, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

const PICTURE = /\.(jpe?g|png|webp|avif|gif|tiff?)$/i;

export function isPicture(path: string): boolean {
  return PICTURE.test(path);
}

/** File name without folder and extension. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Paths of all files below a folder, sorted. */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort();
}

/** Names of the folders directly in a folder, sorted. */
export async function foldersIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();
}
