/**
 * The service worker. At install it stores the shell (a few hundred kB). Runtime, weights, downloaded models and the demo
 * clip are stored by the page when the user asks (src/storage); here they are only served, stored copy first.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { rangeOf } from './offline-range';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
// Any query (?task=detect) is the same page.
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html')));
registerRoute(({ sameOrigin }) => sameOrigin, storedElseNetwork);

// The first visit is served by the network; taking the page over at once lets it go offline without a reload.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// An update waits until the user agrees (src/pwa/register.ts); it never changes a running page.
self.addEventListener('message', (event: ExtendableMessageEvent) => {
  const data: unknown = event.data;
  if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING')
    void self.skipWaiting();
});

/** Nothing is added to a cache here: 16–27 MB are stored at the user's request, not as a side effect. */
async function storedElseNetwork({ request }: { request: Request }): Promise<Response> {
  // A reload with "no-store" or "reload" asks for the network's copy.
  const stored = request.cache === 'no-store' ? undefined : await caches.match(request, { ignoreVary: true });
  if (!stored) return fetch(request);
  const range = request.headers.get('range');
  return range === null ? stored : rangeOf(stored, range);
}
