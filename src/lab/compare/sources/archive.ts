/** Files of a labelled set by path, from a folder that was chosen or dropped, or out of a zip; each read when it is wanted. */
import type { UnzipFileInfo } from 'fflate';
import { SourceError } from '../source';

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

/** A zip is held in memory whole while it is compared. */
const MOST_ZIP_BYTES = 2 * 1024 ** 3;
/** What one file of a zip may unpack to: a picture of 64 megapixels, or labels of a large set. More is a trap. */
const MOST_UNPACKED_BYTES = 512 * 1024 ** 2;

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
  if (file.size > MOST_ZIP_BYTES)
    throw new SourceError(`${file.name} is larger than 2 GB. Unpack it and choose its folder.`);
  const { unzipSync } = await import('fflate');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const broken = (error: unknown): SourceError =>
    new SourceError(
      `${file.name} is no zip, or a broken one (${error instanceof Error ? error.message : String(error)}). Make it anew, or unpack it and choose its folder.`,
    );
  const inside: UnzipFileInfo[] = [];
  try {
    unzipSync(bytes, {
      filter: (one) => {
        if (!one.name.endsWith('/') && !isHidden(one.name)) inside.push(one);
        return false;
      },
    });
  } catch (error) {
    throw broken(error);
  }
  if (inside.length === 0) throw new SourceError(`There is no file in ${file.name}.`);
  const read =
    ({ name, originalSize }: UnzipFileInfo) =>
    (): Promise<Blob> => {
      if (originalSize > MOST_UNPACKED_BYTES) return Promise.reject(new Error('it unpacks to more than 512 MB'));
      return new Promise((resolve) => {
        // The list in the file is read anew each time, which is far less than to hold everything unpacked.
        const { [name]: content } = unzipSync(bytes, { filter: (one) => one.name === name });
        if (!content) throw new Error('the zip has it in its list only');
        resolve(new Blob([content as Uint8Array<ArrayBuffer>]));
      });
    };
  return { name: file.name, files: new Map(inside.map((one) => [one.name, read(one)])) };
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
