/** `npm run build:lib`: the portrait as ES modules for other pages. Worker, runtime and weights lie beside them, found by URL. */
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = fileURLToPath(new URL('../../dist-lib', import.meta.url));

const ALL_WEIGHTS = "'./*/*.onnx'";

/** The app's weights are found by a pattern over all networks; the library carries the portrait's only. */
function portraitWeightsOnly(): Plugin {
  return {
    name: 'sightline:portrait-weights-only',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/models/weights.ts')) return undefined;
      if (!code.includes(ALL_WEIGHTS)) throw new Error(`models/weights.ts no longer has ${ALL_WEIGHTS}`);
      return { code: code.replace(ALL_WEIGHTS, "'./unet-portrait/*.onnx'"), map: null };
    },
  };
}

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  worker: { format: 'es', plugins: () => [portraitWeightsOnly()] },
  plugins: [portraitWeightsOnly()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // Vite's library mode would put weights and runtime into the JavaScript as text.
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      input: {
        'sightline-portrait': fileURLToPath(new URL('../../src/output/library.ts', import.meta.url)),
        'sightline-portrait-element': fileURLToPath(new URL('../../src/output/library-element.ts', import.meta.url)),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
    },
  },
});
