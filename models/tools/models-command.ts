/** Puts downloadable models where the app finds them, after checking their bytes; records our own weights. */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOG, type CatalogEntry, type Downloadable, type FileFacts } from '../catalog';
import { MEDIAPIPE } from '../mediapipe';
import { download, mebibytes } from './download';
import { withFiles } from './card';
import { Complaint } from './complaint';
import { difference, factsOf, MODELS_DIR, PUBLIC_MODELS_DIR, readIfThere, WEIGHTS_JSON, weightFiles } from './files';

type Entry = Pick<CatalogEntry, 'task' | 'title' | 'source'> & { readonly id: string };
type DownloadableEntry = Entry & { readonly source: Downloadable };

/** All that the app or its lab can fetch. */
const ENTRIES: readonly Entry[] = [...CATALOG, ...Object.values(MEDIAPIPE)];

function isDownloadable(entry: Entry): entry is DownloadableEntry {
  return entry.source.kind === 'downloadable';
}

/** The entries named; all that can be had this way where none is named. */
function chosen(ids: readonly string[], from: string | undefined): DownloadableEntry[] {
  const all = ENTRIES.filter(isDownloadable);
  if (ids.length === 0) return all.filter((e) => from !== undefined || e.source.url !== undefined);
  return ids.map((id) => {
    const entry = ENTRIES.find((one) => one.id === id);
    if (!entry) throw new Complaint(`there is no model '${id}'. Downloadable: ${all.map((e) => e.id).join(', ')}.`);
    if (!isDownloadable(entry))
      throw new Complaint(`'${id}' ships with the app (models/${entry.source.file}); nothing to fetch.`);
    if (!from && !entry.source.url) throw new Complaint(`'${id}' has no official address; copy it with --from DIR.`);
    return entry;
  });
}

async function fetchOne({ id, source }: DownloadableEntry, from: string | undefined, to: string): Promise<void> {
  const target = join(to, source.file);
  const present = await readIfThere(target);
  if (present && difference(present, source) === '') {
    console.log(`${id}: already at ${shown(target)}`);
    return;
  }
  const bytes = from ? await copyFrom(from, source) : await download(source.url ?? '', source.bytes, id);
  const wrong = difference(bytes, source);
  if (wrong) {
    const where = from ? join(from, source.localName) : source.url;
    throw new Complaint(
      `${id}: ${where} is not the file expected: ${wrong}. Nothing was written; get a fresh copy and try again.`,
    );
  }
  await mkdir(to, { recursive: true });
  // Written beside and renamed: a server never sees half a model.
  await writeFile(`${target}.part`, bytes);
  await rename(`${target}.part`, target);
  console.log(`${id}: ${mebibytes(bytes.length)} at ${shown(target)} (${source.licence})`);
}

/** Short where it lies below the working folder. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

async function copyFrom(folder: string, source: Downloadable): Promise<Uint8Array> {
  const path = join(folder, source.localName);
  const bytes = await readIfThere(path);
  if (!bytes) throw new Complaint(`${path} is missing. Put the file there, or leave out --from to download it.`);
  return bytes;
}

async function requireFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw new Complaint(`--from ${path}: there is no such folder.`);
  return path;
}

/** Each network's CARD.md, with the files as they are: path → text. */
export async function cardsOf(facts: Readonly<Record<string, FileFacts>>): Promise<Map<string, string>> {
  const cards = new Map<string, string>();
  for (const folder of new Set(Object.keys(facts).map((file) => dirname(file)))) {
    const path = join(MODELS_DIR, folder, 'CARD.md');
    const own = Object.entries(facts).filter(([file]) => dirname(file) === folder);
    const named = own.map(([file, fact]) => [basename(file), fact] as const);
    cards.set(path, withFiles(await readFile(path, 'utf8'), named));
  }
  return cards;
}

async function seal(): Promise<void> {
  const facts: Record<string, FileFacts> = {};
  for (const file of await weightFiles()) facts[file] = factsOf(await readFile(join(MODELS_DIR, file)));
  await writeFile(WEIGHTS_JSON, `${JSON.stringify(facts, null, 2)}\n`);
  for (const [path, card] of await cardsOf(facts)) await writeFile(path, card);
  for (const [file, { bytes }] of Object.entries(facts)) console.log(`${file}: ${mebibytes(bytes)}`);
  const known = new Set(
    CATALOG.flatMap(({ source }) => [
      source.file,
      ...(source.kind === 'built-in'
        ? [source.file.replace(/\.onnx$/, '.f16.onnx'), source.file.replace(/\.onnx$/, '.u8.onnx')]
        : []),
    ]),
  );
  const strangers = Object.keys(facts).filter((file) => !known.has(file));
  if (strangers.length > 0) console.warn(`not in the catalogue, so no user can choose them: ${strangers.join(', ')}`);
}

function list(): void {
  for (const { id, task, title, source } of ENTRIES) {
    const where =
      source.kind === 'downloadable'
        ? `${source.licence}, ${source.url ?? 'no address, --from only'}`
        : 'ships with the app';
    console.log(
      `${id.padEnd(20)}${task.padEnd(10)}${(source.bytes ? mebibytes(source.bytes) : 'no weights yet').padEnd(16)}${title}: ${where}`,
    );
  }
}

/** @param args command line after the program's name. @throws Complaint with the next step. */
export async function modelsCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string', default: PUBLIC_MODELS_DIR },
      seal: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.seal) return seal();
  if (values.list) return list();
  const from = values.from === undefined ? undefined : await requireFolder(resolve(values.from));
  for (const entry of chosen(positionals, from)) await fetchOne(entry, from, resolve(values.to));
}
