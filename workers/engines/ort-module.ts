/**
 * Loads one build of ONNX Runtime Web from our own origin. Built with the resolve condition
 * `onnxruntime-web-use-extern-wasm`: the default bundles start their pthreads from our worker's own file and hang.
 */
import type { OrtBuild } from '../protocol';

export type Ort = typeof import('onnxruntime-web/wasm');

interface BuildFiles {
  readonly module: () => Promise<Ort>;
  readonly wasm: () => Promise<{ default: string }>;
  readonly glue: () => Promise<{ default: string }>;
}

const BUILDS: Readonly<Record<OrtBuild, BuildFiles>> = {
  jspi: {
    module: () => import('onnxruntime-web/jspi'),
    wasm: () => import('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'),
    glue: () => import('onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url'),
  },
  asyncify: {
    module: () => import('onnxruntime-web/webgpu'),
    wasm: () => import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
    glue: () => import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'),
  },
  wasm: {
    module: () => import('onnxruntime-web/wasm'),
    wasm: () => import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
    glue: () => import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url'),
  },
};

/** A worker set-up that cannot finish would otherwise wait for ever. */
const INIT_TIMEOUT_MS = 30_000;

/** @returns the module, told where its files are, and the address of its wasm. */
export async function loadOrt(build: OrtBuild, threads: number): Promise<{ ort: Ort; wasmUrl: URL }> {
  const files = BUILDS[build];
  const [ort, wasm, glue] = await Promise.all([files.module(), files.wasm(), files.glue()]);
  const wasmUrl = new URL(wasm.default, self.location.href);
  ort.env.wasm.wasmPaths = { wasm: wasmUrl, mjs: new URL(glue.default, self.location.href) };
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.initTimeout = INIT_TIMEOUT_MS;
  ort.env.logLevel = 'error';
  return { ort, wasmUrl };
}
