/** The lab takes whatever is dropped on it: a run file, a clip, pictures, or a labelled folder or zip. */
import { droppedFiles } from './dropped-files';
import type { PathFile } from '../../lab/compare/sources/archive';
import type { SourceChoice } from './source-choice';

export interface DropTaker {
  readonly onRunFile: (file: File) => void;
  readonly onSource: (choice: SourceChoice) => void;
}

/** What a drop is taken for: labels make a set, one JSON alone is a run. */
export function meaningOf(files: readonly PathFile[]): 'run-file' | 'labelled' | 'file' {
  const ends = (ending: RegExp): boolean => files.some(({ path }) => ending.test(path));
  if (files.length === 1 && ends(/\.json$/i)) return 'run-file';
  return ends(/\.(zip|json|xml)$/i) ? 'labelled' : 'file';
}

export async function takeDrop(transfer: DataTransfer, taker: DropTaker): Promise<void> {
  const files = await droppedFiles(transfer);
  const [first] = files;
  if (!first) return;
  const meaning = meaningOf(files);
  if (meaning === 'run-file') taker.onRunFile(first.file);
  else taker.onSource({ kind: meaning, files });
}
