/**
 * Completes `dist-lib` after its build: types, a package.json, and its sizes on the screen. The types are those that `tsc`
 * emits for the rooms, as far as the two entries reach.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { offlineGroupOf } from './offline-assets.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist-lib');
const EMITTED = join(ROOT, '.tsbuild');

/** Module of dist-lib → its source, without extension. */
const ENTRIES: Readonly<Record<string, string>> = {
  'sightline-portrait': 'src/output/library',
  'sightline-portrait-element': 'src/output/library-element',
};

/** Every declaration file that this one imports, itself included. Packages are not followed: the entries' types need none. */
export function reachable(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)) {
    if (!specifier.startsWith('.')) throw new Error(`${file}: the types need the package ${specifier}`);
    reachable(resolve(dirname(file), `${specifier.replace(/\.(js|ts)$/, '')}.d.ts`), found);
  }
  return found;
}

function writeTypes(): void {
  const types = join(DIST, 'types');
  rmSync(types, { recursive: true, force: true });
  for (const [name, source] of Object.entries(ENTRIES)) {
    for (const file of reachable(join(EMITTED, `${source}.d.ts`))) {
      const target = join(types, relative(EMITTED, file));
      mkdirSync(dirname(target), { recursive: true });
      // Source maps of declarations stay behind.
      writeFileSync(target, readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
    }
    writeFileSync(join(DIST, `${name}.d.ts`), `export * from './types/${source}';\n`);
  }
}

function writePackage(): void {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
  const entry = (name: string): object => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  const content = {
    name: 'sightline-portrait',
    version,
    license,
    description: 'Another background behind a person in a camera track, on the device itself.',
    type: 'module',
    exports: { '.': entry('sightline-portrait'), './element': entry('sightline-portrait-element') },
    sideEffects: ['./sightline-portrait-element.js'],
  };
  writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
  if (existsSync(join(ROOT, 'LICENSE'))) copyFileSync(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));
}

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(1).padStart(9)} kB`;

/** What one page loads: its modules and the worker; of the runtimes and of the weights one each. */
function report(): void {
  const rows = new Map<string, { raw: number; gzip: number; files: number }>();
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(d\.ts|json)$/.test(entry.name) || entry.name === 'LICENSE') continue;
    const content = readFileSync(join(entry.parentPath, entry.name));
    const group = offlineGroupOf(entry.name, []);
    const kind = group
      ? group.startsWith('weights')
        ? `weights ${entry.name}`
        : `runtime ${group}`
      : 'our JavaScript';
    const row = rows.get(kind) ?? { raw: 0, gzip: 0, files: 0 };
    rows.set(kind, {
      raw: row.raw + content.length,
      gzip: row.gzip + gzipSync(content).length,
      files: row.files + 1,
    });
  }
  console.log('\ndist-lib (a page loads our JavaScript, one runtime and one file of weights)');
  for (const [kind, { raw, gzip, files }] of [...rows].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`${kind.padEnd(52)} ${String(files).padStart(3)} files ${kb(raw)} ${kb(gzip)} gzip`);
  }
}

function main(): void {
  if (!existsSync(join(DIST, 'sightline-portrait.js')))
    throw new Error('There is no dist-lib: run `npm run build:lib`.');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--build', 'src'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The types could not be emitted; see above.');
  writeTypes();
  writePackage();
  report();
}

main();
