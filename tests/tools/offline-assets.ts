import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { OfflineFile } from '../../src/storage/offline-list.ts';

export type OfflineGroup = OfflineFile['group'];

/**
 * Group of a built file by the name it had before its hash; undefined for the shell and for what is never stored.
 * @param built all files of the build: floats are for WebGPU alone where the same network ships in uint8.
 */
export function offlineGroupOf(fileName: string, built: readonly string[]): OfflineGroup | undefined {
  const name = basename(fileName);
  if (name.endsWith('.onnx')) return weightsGroupOf(name, built);
  if (/\.(mp4|webm)$/.test(name)) return 'media';
  if (/^ort(-wasm-simd-threaded)?\.jspi\b/.test(name)) return 'jspi';
  // onnxruntime-web calls the JavaScript half "webgpu" and the WebAssembly half "asyncify".
  if (/^ort\.webgpu\b|^ort-wasm-simd-threaded\.asyncify\b/.test(name)) return 'asyncify';
  if (/^ort\.wasm\b|^ort-wasm-simd-threaded[-.]/.test(name)) return 'wasm';
  return undefined;
}

/** `name`, its variant, and the eight characters of the hash. */
const WEIGHTS = /^(.+?)(\.f16|\.u8)?-[\w-]{8}\.onnx$/;

function weightsGroupOf(name: string, built: readonly string[]): OfflineGroup {
  const [, network, variant] = WEIGHTS.exec(name) ?? [];
  if (variant === '.u8') return 'weights-wasm';
  const inUint8 = built.some((other) => {
    const [, theirs, kind] = WEIGHTS.exec(basename(other)) ?? [];
    return theirs === network && kind === '.u8';
  });
  return variant === '.f16' || inUint8 ? 'weights-webgpu' : 'weights';
}

const DEMO = fileURLToPath(new URL('../../public/demo/', import.meta.url));

/** The demo clip keeps its name from build to build, so its revision tells whether a stored copy is still the same. */
function demoFiles(): { url: string; bytes: number; group: OfflineGroup; revision: string }[] {
  if (!existsSync(DEMO)) return [];
  return readdirSync(DEMO)
    .filter((name) => offlineGroupOf(name, []) === 'media')
    .map((name) => {
      const content = readFileSync(`${DEMO}${name}`);
      const revision = createHash('sha256').update(content).digest('hex').slice(0, 12);
      return { url: `demo/${name}`, bytes: content.length, group: 'media', revision };
    });
}

/**
 * Emits `offline-assets.json`: the hashed address and size in bytes of every file that "Make available offline" may store.
 * Format: `{ "files": [{ "url": "assets/…", "bytes": 1234, "group": "wasm" }] }`, addresses relative to the page; a file
 * whose name has no hash has a `revision`.
 */
export function offlineAssets(): Plugin {
  return {
    name: 'sightline:offline-assets',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const built = Object.keys(bundle);
        const files = Object.values(bundle).flatMap((output) => {
          const group = offlineGroupOf(output.fileName, built);
          if (!group) return [];
          const bytes = Buffer.byteLength(output.type === 'asset' ? output.source : output.code);
          return [{ url: output.fileName, bytes, group }];
        });
        const all = [...files, ...demoFiles()];
        all.sort((a, b) => a.url.localeCompare(b.url));
        this.emitFile({
          type: 'asset',
          fileName: 'offline-assets.json',
          source: JSON.stringify({ files: all }, null, 1),
        });
      },
    },
  };
}
