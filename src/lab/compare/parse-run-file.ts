/** A run file from elsewhere, taken only as far as its schema goes. */
import { contenderKey, RUN_SCHEMA, type RunFile } from './run-file';
import schema from './run-file.schema.json' with { type: 'json' };
import { checked, SchemaError, type Schema } from './schema-check';

/** Half an hour of ten contenders is 10 MB. */
export const MOST_RUN_FILE_BYTES = 64 * 1024 ** 2;

/** A file that is no run to be shown; the message is for the user and says what to do. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
}

/** @throws RunFileError. */
export async function readRunFile(file: File): Promise<RunFile> {
  if (file.size > MOST_RUN_FILE_BYTES)
    throw new RunFileError(`${file.name} is larger than 64 MB; no run file is. Choose the JSON that the lab exported.`);
  return parseRunFile(await file.text());
}

/** @param text JSON. @throws RunFileError. */
export function parseRunFile(text: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RunFileError('This is no run file: it is not JSON. Choose the JSON that the lab exported.');
  }
  return runFileOf(value);
}

/** @throws RunFileError. */
export function runFileOf(value: unknown): RunFile {
  const version = versionOf(value);
  if (version === undefined)
    throw new RunFileError('This is no run file of the comparison lab. Choose the JSON that the lab exported.');
  if (version !== RUN_SCHEMA)
    throw new RunFileError(
      `This run file is of another version (${plainText(version).slice(0, 40)}); this app reads ${RUN_SCHEMA}. Open it with the version of Sightline that wrote it, or measure anew.`,
    );
  try {
    // The schema says of each field what `RunFile` says of its type; a test holds the two together.
    const run = inPlainText(checked(value, schema as Schema)) as RunFile;
    requireSense(run);
    return run;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new RunFileError(`This run file is damaged: ${error.message}. Export it anew.`);
  }
}

function versionOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { schema: version } = value as { readonly schema?: unknown };
  return typeof version === 'string' && version.startsWith('sightline-lab-run/') ? version : undefined;
}

/** What a schema cannot say. @throws SchemaError. */
function requireSense({ plan, results }: RunFile): void {
  if (results.length !== plan.contenders.length) throw new SchemaError('results are not one a contender');
  if (new Set(results.map(({ key }) => key)).size < results.length) throw new SchemaError('two results have one key');
  results.forEach(({ key, contender, frames }, i) => {
    if (key !== contenderKey(contender)) throw new SchemaError(`results[${i}].key is not its contender's`);
    const { stepsMs, ...columns } = frames;
    const lengths = [...Object.values(columns), ...Object.values(stepsMs)].map(({ length }) => length);
    if (new Set(lengths).size > 1) throw new SchemaError(`the columns of results[${i}] differ in length`);
  });
}

/** Characters that show nothing but turn what stands round them: controls, and the overrides of writing direction. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

export function plainText(text: string): string {
  return text.replace(INVISIBLE, ' ');
}

function inPlainText(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(inPlainText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inPlainText(one)]));
}
