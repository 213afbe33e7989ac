import { fileURLToPath } from 'node:url';
import { defineConfig } from 'playwright/test';
import { QUIET, fakeCamera } from './tools/chromium-args.ts';
import { findBrowser } from './tools/find-browser.ts';

const PORT = Number(process.env['E2E_PORT'] ?? 4180);

/** End-to-end tests of the built app (`npm run build` first), served by `vite preview`. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: fileURLToPath(new URL('../test-results/e2e', import.meta.url)),
  // One browser at a time: each runs networks on all cores, and timings would mean nothing otherwise.
  workers: 1,
  // A first run compiles 14 MB of WebAssembly.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
    serviceWorkers: 'allow',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findBrowser(), args: [...QUIET, ...fakeCamera()] },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: !process.env['CI'],
    timeout: 60_000,
  },
});
