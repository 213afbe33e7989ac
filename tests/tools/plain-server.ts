/** The plainest static host: a build below a folder, content types and nothing else. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `E2E_DIST` names another build than `dist`. */
const DIST = process.env['E2E_DIST'] ?? fileURLToPath(new URL('../../dist/', import.meta.url));
export const DIST_LIB = fileURLToPath(new URL('../../dist-lib/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
};

export interface PlainServer {
  /** Served instead of a file of dist, by its path in dist: a newer version of the app, for example. */
  readonly overrides: Map<string, string>;
  /** Paths asked for below the folder, in order; workers of workers are heard of nowhere else. */
  readonly requests: readonly string[];
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param folder where the build lies on the server, with slashes at both ends.
 * @param root the build
 */
export async function plainServer(folder: string, root = DIST): Promise<PlainServer> {
  const overrides = new Map<string, string>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const inside = path.startsWith(folder) ? normalize(path.slice(folder.length)) : '..';
    requests.push(inside);
    const override = overrides.get(inside);
    if (override !== undefined) {
      response.writeHead(200, { 'Content-Type': TYPES[extname(inside)] ?? 'text/plain' }).end(override);
      return;
    }
    const file = join(root, inside === '' || inside === '.' ? 'index.html' : inside);
    if (inside.startsWith('..') || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here');
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    overrides,
    requests,
    url: `http://localhost:${port}${folder}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
