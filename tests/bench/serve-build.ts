/** The built app at a local address, with the headers a good host sends. */
import { existsSync } from 'node:fs';
import { preview } from 'vite';

/** @param dist the built folder */
export async function serveBuild(dist = 'dist'): Promise<{ url: string; close: () => Promise<void> }> {
  if (!existsSync(`${dist}/index.html`)) throw new Error(`there is no build in ${dist}; run: npm run build`);
  const server = await preview({ build: { outDir: dist }, preview: { port: 0, open: false }, logLevel: 'silent' });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the preview server has no address');
  return { url, close: () => server.close() };
}
