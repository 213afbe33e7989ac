/** The built app with the reference models of a folder beside it, without copying them into the build. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { preview, type Plugin } from 'vite';
import { CATALOG } from '../../models/catalog';
import { MEDIAPIPE } from '../../models/mediapipe';

/** Name on the server → name in the folder. */
const LOCAL_NAMES: ReadonlyMap<string, string> = new Map(
  [...CATALOG, ...Object.values(MEDIAPIPE)].flatMap(({ source }) =>
    source.kind === 'downloadable' ? [[source.file, source.localName] as const] : [],
  ),
);

/** @param models folder that need not exist */
export async function serveLab(dist: string, models: string): Promise<{ url: string; close: () => Promise<void> }> {
  if (!existsSync(`${dist}/index.html`)) throw new Error(`there is no build in ${dist}; run: npm run build`);
  const server = await preview({
    build: { outDir: dist },
    preview: { port: 0, open: false },
    logLevel: 'silent',
    plugins: [referenceModels(models)],
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the preview server has no address');
  return { url, close: () => server.close() };
}

function referenceModels(folder: string): Plugin {
  return {
    name: 'sightline:reference-models',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        const name = path.includes('/models/') ? LOCAL_NAMES.get(basename(path)) : undefined;
        const file = name === undefined ? undefined : join(folder, name);
        if (!file || !existsSync(file)) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.setHeader('Content-Length', statSync(file).size);
        createReadStream(file).pipe(response);
      });
    },
  };
}
