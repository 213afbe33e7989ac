import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import packageJson from './package.json' with { type: 'json' };
import { leanTheme, withoutIcons } from './tests/tools/lean-web-awesome.ts';
import { manifest } from './tests/tools/manifest.ts';
import { offlineAssets } from './tests/tools/offline-assets.ts';
import { SHELL } from './tests/tools/shell-files.ts';
import { staticHeaders } from './tests/tools/static-headers.ts';

export default defineConfig({
  // Relative addresses: dist works at the root of a host and under a sub-path.
  base: './',
  // Kept with every comparison of the lab.
  define: {
    'import.meta.env.VERSIONS': JSON.stringify({
      app: packageJson.version,
      onnxruntime: packageJson.dependencies['onnxruntime-web'],
      mediapipe: packageJson.dependencies['@mediapipe/tasks-vision'],
    }),
  },
  resolve: {
    // The first condition keeps onnxruntime-web's thread workers apart from our worker's chunk: with the default bundle
    // every thread reruns our top-level code and the runtime's start never ends (only in a production build).
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
    alias: {
      // Web Awesome's sliders use it, and Lit's own breaks under style-src 'self'.
      'lit/directives/style-map.js': fileURLToPath(new URL('src/styles/csp-style-map.ts', import.meta.url)),
    },
  },
  css: { postcss: { plugins: [leanTheme()] } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The CSP has no data: for scripts, and a hashed file can be cached while an inlined one cannot.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The limit that matters is of gzip bytes at first load; tests/tools/size-report.ts enforces it.
    chunkSizeWarningLimit: 1000,
  },
  preview: { port: 4173 },
  plugins: [
    withoutIcons(),
    staticHeaders(),
    offlineAssets(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers',
      filename: 'offline.sw.ts',
      // src/pwa/register.ts registers, so that the page decides when an update takes over.
      injectRegister: false,
      manifest,
      includeManifestIcons: false,
      injectManifest: { globPatterns: SHELL.patterns, globIgnores: SHELL.ignores },
    }),
  ],
});
