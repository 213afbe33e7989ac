/** The doors that a `lib` in a tsconfig cannot guard: who may import whom. models ← workers ← src; nothing reads tests. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['models', 'workers', 'src'] as const;
type Room = (typeof ROOMS)[number];

/** What src may touch of the other rooms. */
const SRC_DOORS = [
  'workers/protocol',
  // A pure rule without a runtime: the page tells the size of the runtime before the worker has run.
  'workers/engines/ort-build',
  // Types and pure rules: the page keeps what the worker found out about the GPU.
  'workers/gpu-history',
  // Types only.
  'workers/self-test-report',
  // Types and a file's name.
  'workers/portrait-lab-report',
  // Types only.
  'workers/contender',
  'models/contract',
  'models/registry',
  'models/catalog',
  'models/weights',
  // Data and pure rules, for the comparison lab: the page scores what contenders found.
  'models/mediapipe',
  'models/metrics/sheet',
  'models/metrics/label-files',
  'models/metrics/bootstrap',
  'models/metrics/average-precision',
];

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;
/** A package's only importer. `import type` elsewhere is a dependency too: the types would leak. */
const SOLE_IMPORTERS: readonly (readonly [packageName: string, owner: RegExp])[] = [
  // ort.ts and ort-gpu.ts are the owners, one of them in a worker; the others hold the list of builds and types.
  ['onnxruntime-web', /^workers\/engines\/(ort(-module|-gpu)?|graph)\.ts$/],
  ['@mediapipe/tasks-vision', /^workers\/engines\/mediapipe\.ts$/],
];

interface SourceFile {
  readonly path: string;
  readonly room: Room;
  readonly text: string;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Program files of the rooms; models/tools and models/training are Node and Python tools outside the bundle. */
function sourceFiles(): SourceFile[] {
  return ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !/^models\/(tools|training)\//.test(path))
      .map((path) => ({ path, room, text: withoutComments(readFileSync(join(ROOT, path), 'utf8')) })),
  );
}

function imports(file: SourceFile): string[] {
  return [...file.text.matchAll(SPECIFIER)].map(([, specifier]) => specifier ?? '');
}

/** Path from the root, without extension or query; undefined for packages. */
function target(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(ROOT, dirname(file.path), specifier.replace(/\?.*$/, ''));
  return relative(ROOT, path)
    .split(sep)
    .join('/')
    .replace(/\.(ts|js)$/, '');
}

/** Why this import breaks the house's order; undefined where it does not. */
function wrongDoor(room: Room, path: string): string | undefined {
  const to = path.split('/')[0];
  if (to === room || path === 'package.json') return undefined;
  if (to === 'models' && room === 'workers') return undefined;
  if (room === 'src' && SRC_DOORS.includes(path)) return undefined;
  return `${room} may not import ${path}`;
}

const files = sourceFiles();

describe('layers', () => {
  it('sees the rooms', () => {
    expect(new Set(files.map(({ room }) => room))).toEqual(new Set(ROOMS));
    expect(files.map(({ path }) => path)).toContain('workers/protocol.ts');
  });

  it('imports go one way: models ← workers ← src, through the doors', () => {
    const wrong = files.flatMap((file) =>
      imports(file).flatMap((specifier) => {
        const path = target(file, specifier);
        const why = path === undefined ? undefined : wrongDoor(file.room, path);
        return why === undefined ? [] : [`${file.path}: ${why}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(SOLE_IMPORTERS)('%s has one importer', (packageName, owner) => {
    const others = files.filter(
      (file) =>
        !owner.test(file.path) &&
        imports(file).some((name) => name === packageName || name.startsWith(`${packageName}/`)),
    );
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('only gpu/device.ts calls requestDevice', () => {
    const callers = files.filter(({ text }) => /\.requestDevice\s*\(/.test(text)).map(({ path }) => path);
    expect(callers.filter((path) => path !== 'workers/gpu/device.ts')).toEqual([]);
  });

  it('the page has one door to its worker, and that worker one to its engine', () => {
    const starters = files.filter(({ text }) => /\bnew Worker\s*\(/.test(text)).map(({ path }) => path);
    expect([...starters].sort()).toEqual([
      'src/lab/compare/live-contender.ts',
      'src/lab/run-portrait-lab.ts',
      'src/self-test/run-self-test.ts',
      'src/vision/vision-client.ts',
      'workers/engines/worker-engine.ts',
    ]);
  });

  it('models and workers use no framework', () => {
    const framework = files.filter(
      (file) => file.room !== 'src' && imports(file).some((name) => /^(lit|@lit|@awesome\.me)\b/.test(name)),
    );
    expect(framework.map(({ path }) => path)).toEqual([]);
  });

  it('recognises a wrong door', () => {
    expect(wrongDoor('models', 'workers/protocol')).toBeDefined();
    expect(wrongDoor('workers', 'src/main')).toBeDefined();
    expect(wrongDoor('src', 'workers/engines/ort')).toBeDefined();
    expect(wrongDoor('src', 'tests/tools/manifest')).toBeDefined();
    expect(wrongDoor('src', 'models/catalog')).toBeUndefined();
  });
});
