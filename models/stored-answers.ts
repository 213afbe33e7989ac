/**
 * What each shipped network answered when it was exported (`<folder>/parity.json`), for trying it on a processor that is not
 * trusted yet. Fetched only then. Like `weights.ts` only for code that runs in a bundle.
 */
import type { StoredAnswer, StoredAnswers } from './golden/compare';

type FileRecord = Readonly<Record<string, unknown>> & {
  /** Of the floats, and of uint8 files. */
  readonly parity?: { readonly input: readonly number[] } & Readonly<Record<string, StoredAnswer | readonly number[]>>;
};

const RECORDS = import.meta.glob<Readonly<Record<string, FileRecord>>>('./*/parity.json', { import: 'default' });

/**
 * @param file path below `models/`; half floats are measured by the answers of their floats, a uint8 file by its own.
 * @param outputs those that are fetched; a network may have more.
 * @returns the answers to `madeUpPicture`, per output; undefined where none are stored.
 */
export async function storedAnswers(file: string, outputs: readonly string[]): Promise<StoredAnswers | undefined> {
  const [folder = '', name = ''] = file.split('/');
  const records = await RECORDS[`./${folder}/parity.json`]?.();
  const parity = records?.[name.replace(/\.f16\.onnx$/, '.onnx')]?.parity;
  if (!parity) return undefined;
  const answers = Object.entries(parity).filter((entry): entry is [string, StoredAnswer] => outputs.includes(entry[0]));
  return answers.length > 0 ? Object.fromEntries(answers) : undefined;
}
