import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { QUIET, SOFTWARE_GPU } from './tools/chromium-args.ts';
import { installedBrowser } from './tools/find-browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const executablePath = installedBrowser();

function inNode(name: string, timeoutMs: number) {
  return {
    extends: true as const,
    test: { name, environment: 'node', include: [`tests/${name}/**/*.test.ts`], testTimeout: timeoutMs },
  };
}

function inChromium(name: string, args: string[], timeoutMs: number) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      testTimeout: timeoutMs,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        viewport: { width: 390, height: 844 },
        provider: playwright({ launchOptions: { args, ...(executablePath ? { executablePath } : {}) } }),
        instances: [{ browser: 'chromium' as const }],
      },
    },
  };
}

export default defineConfig({
  root,
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  // Found only when an engine starts; bundled then, it would reload the page under a running test. It is built already.
  optimizeDeps: { exclude: ['onnxruntime-web/jspi', 'onnxruntime-web/webgpu', 'onnxruntime-web/wasm'] },
  test: {
    projects: [
      inNode('unit', 20_000),
      // Shipped weights through onnxruntime-web in Node: seconds per picture on a small machine.
      inNode('parity', 120_000),
      inChromium('components', QUIET, 20_000),
      inChromium('gpu', [...QUIET, ...SOFTWARE_GPU], 120_000),
    ],
  },
});
