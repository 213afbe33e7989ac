/** Weighs dist: raw, gzip and brotli by kind, and fails where the first load outgrows its budget. Runs after every build. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { firstLoadFiles } from './first-load.ts';
import { offlineGroupOf } from './offline-assets.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
/** Our JavaScript and CSS before the runtime, gzip. */
const FIRST_LOAD_BUDGET_BYTES = 150 * 1024;
/** Lazy files that every visit fetches without asking: the settings when the page is idle, the worker at the first start. */
const UNASKED = /^assets\/(settings|vision\.worker)-[^/]*\.(js|css)$/;

type Kind = 'first load' | 'lazy' | 'runtime' | 'weights' | 'offered models' | 'media' | 'icons' | 'other';
interface Weight {
  raw: number;
  gzip: number;
  brotli: number;
  files: number;
}

function kindOf(file: string, first: ReadonlySet<string>): Kind {
  if (first.has(file) || UNASKED.test(file)) return 'first load';
  // Put there by `npm run models`; never part of a build from a fresh checkout.
  if (file.startsWith('models/')) return 'offered models';
  const group = offlineGroupOf(file, []);
  if (group === 'media') return group;
  if (group?.startsWith('weights')) return 'weights';
  if (group) return 'runtime';
  if (/\.(js|mjs|css|wasm)$/.test(file)) return 'lazy';
  return file.startsWith('icons/') ? 'icons' : 'other';
}

function weigh(content: Buffer): Weight {
  // A precompressing host uses brotli 11; 5 on what is large, so that a build stays a matter of seconds.
  const quality = content.length > 1e6 ? 5 : 11;
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  return { raw: content.length, gzip: gzipSync(content).length, brotli: brotli.length, files: 1 };
}

/** Names of the table's column are padded to this many characters. */
const NAME_WIDTH = 15;
const kb = (bytes: number): string => (bytes / 1024).toFixed(1).padStart(10);

function report(): number {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('There is no dist/index.html: run `npm run build`.');
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length).replaceAll('\\', '/'));
  const first = firstLoadFiles(readFileSync(join(DIST, 'index.html'), 'utf8'), (file) =>
    readFileSync(join(DIST, file), 'utf8'),
  );
  const sums = new Map<Kind, Weight>();
  for (const file of files) {
    const kind = kindOf(file, first);
    const sum = sums.get(kind) ?? { raw: 0, gzip: 0, brotli: 0, files: 0 };
    const weight = weigh(readFileSync(join(DIST, file)));
    for (const key of ['raw', 'gzip', 'brotli', 'files'] as const) sum[key] += weight[key];
    sums.set(kind, sum);
  }
  console.log(
    `\nSizes of dist, kB\n${'kind'.padEnd(NAME_WIDTH)} files${'raw'.padStart(10)}${'gzip'.padStart(10)}${'brotli'.padStart(10)}`,
  );
  for (const [kind, sum] of [...sums].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(
      `${kind.padEnd(NAME_WIDTH)} ${String(sum.files).padStart(5)}${kb(sum.raw)}${kb(sum.gzip)}${kb(sum.brotli)}`,
    );
  }
  const gzip = sums.get('first load')?.gzip ?? 0;
  const verdict = gzip <= FIRST_LOAD_BUDGET_BYTES ? 'within' : 'OVER';
  console.log(`First load (our JS and CSS): ${kb(gzip).trim()} kB gzip, ${verdict} the budget of 150.0 kB.`);
  if (verdict === 'within') return 0;
  for (const file of files.filter((file) => kindOf(file, first) === 'first load'))
    console.error(`  ${kb(gzipSync(readFileSync(join(DIST, file))).length)} kB  ${file}`);
  console.error('Load what the first view does not show with a dynamic import.');
  return 1;
}

process.exitCode = report();
