/**
 * The `test` that every end-to-end test imports. Whatever a test is about, it fails where the app asked another origin
 * for anything, or threw an error that nobody caught.
 */
import { test as base, expect } from 'playwright/test';
import { DIST_LIB, plainServer } from '../tools/plain-server.ts';
import type { PlainServer } from '../tools/plain-server.ts';

interface Guards {
  /** Origins the app may talk to; a test that starts a server of its own adds it. */
  allowedOrigins: Set<string>;
  guard: undefined;
  /** dist below `/some/folder/` on a server that sends no headers of ours. */
  plainHost: PlainServer;
  /** dist-lib on the same kind of server. */
  libraryHost: PlainServer;
}

export const test = base.extend<Guards>({
  allowedOrigins: async ({ baseURL }, use) => {
    await use(new Set([new URL(baseURL ?? '').origin]));
  },
  guard: [
    async ({ context, allowedOrigins }, use) => {
      const foreign: string[] = [];
      const errors: string[] = [];
      const check = (url: string): void => {
        const { protocol, origin } = new URL(url.replace(/^ws/, 'http'));
        if (protocol !== 'blob:' && protocol !== 'data:' && !allowedOrigins.has(origin)) foreign.push(url);
      };
      // Of pages, their workers and the service worker.
      context.on('request', (request) => check(request.url()));
      context.on('weberror', (webError) => errors.push(String(webError.error())));
      context.on('page', (page) => page.on('websocket', (socket) => check(socket.url())));
      await use(undefined);
      expect(foreign, 'requests to other origins').toEqual([]);
      expect(errors, 'uncaught errors').toEqual([]);
    },
    { auto: true },
  ],
  plainHost: async ({ allowedOrigins }, use) => {
    const server = await plainServer('/some/folder/');
    allowedOrigins.add(new URL(server.url).origin);
    await use(server);
    await server.close();
  },
  libraryHost: async ({ allowedOrigins }, use) => {
    const server = await plainServer('/', DIST_LIB);
    allowedOrigins.add(new URL(server.url).origin);
    await use(server);
    await server.close();
  },
});

export { expect };
