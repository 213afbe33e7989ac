/** Files of a labelled set by path, from a folder that was chosen or dropped, or out of a zip; each read when it is wanted. */
import { SourceError } from '../source';
import { readZip } from './zip';

/** A file with its path below what was chosen. */
export interface PathFile {
  readonly path: string;
  readonly file: File;
}

export interface Archive {
  /** Foreign text. */
  readonly name: string;
  /** Paths with `/` between folders. */
  readonly files: ReadonlyMap<string, () => Promise<Blob>>;
}

/** @throws SourceError where a zip is broken, or there is nothing in it. */
export async function openArchive(given: readonly PathFile[]): Promise<Archive> {
  const [first, ...others] = given;
  if (!first) throw new SourceError('Choose a folder with pictures and labels, or a zip of one.');
  if (others.length === 0 && /\.zip$/i.test(first.path)) return openZip(first.file);
  const folder = first.path.includes('/') ? first.path.split('/')[0] : undefined;
  return {
    name: folder ?? (others.length > 0 ? `${given.length} files` : first.path),
    files: new Map(
      given.filter(({ path }) => !isHidden(path)).map(({ path, file }) => [path, () => Promise.resolve(file)]),
    ),
  };
}

async function openZip(file: File): Promise<Archive> {
  const entries = await readZip(file).catch((error: unknown) => {
    throw new SourceError(
      `${file.name} is no zip, or a broken one (${error instanceof Error ? error.message : String(error)}). Make it anew, or unpack it and choose its folder.`,
    );
  });
  const inside = entries.filter(({ name }) => !name.endsWith('/') && !isHidden(name));
  if (inside.length === 0) throw new SourceError(`There is no file in ${file.name}.`);
  return { name: file.name, files: new Map(inside.map(({ name, read }) => [name, read])) };
}

/** What macOS and version control put beside pictures. */
function isHidden(path: string): boolean {
  return /(^|\/)(\.|__MACOSX\/|Thumbs\.db$)/.test(path);
}

/** Folders and file name, whichever system wrote the path. */
export function stepsOf(path: string): string[] {
  return path.split(/[/\\]/).filter((step) => step !== '' && step !== '.');
}

export function baseOf(path: string): string {
  return stepsOf(path).at(-1) ?? '';
}

/** File name without its ending. */
export function stemOf(path: string): string {
  return baseOf(path).replace(/\.[^.]*$/, '');
}
