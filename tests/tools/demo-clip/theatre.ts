/** Opens the stage page in headless Chromium on the software rasteriser, served by Vite on a free port. */
import { chromium, type Browser, type Page } from 'playwright';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';

export interface Theatre {
  readonly page: Page;
  close(): Promise<void>;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

export async function openTheatre(query: string): Promise<Theatre> {
  const server: ViteDevServer = await createServer({
    configFile: false,
    root: FOLDER,
    cacheDir: `${FOLDER}/../../../node_modules/.vite-demo-clip`,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null, fs: { strict: false } },
    optimizeDeps: { include: ['three'] },
  });
  await server.listen();
  const system = '/usr/bin/chromium';
  const browser: Browser = await chromium.launch({
    ...(existsSync(system) ? { executablePath: system } : {}),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--disable-background-networking',
    ],
  });
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('GPU stall'))
      console.error(`page: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}?${query}`, { timeout: 180_000 });
  await page.waitForFunction(() => window.demoClip ?? window.demoClipError, undefined, { timeout: 180_000 });
  const fault = await page.evaluate(() => window.demoClipError);
  if (fault) throw new Error(`demo-clip: the scene could not be built: ${fault}`);
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  return { page, close };
}

/** Bytes of a data URL. */
export const bytesOf = (url: string): Buffer => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
