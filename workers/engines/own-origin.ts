/**
 * Keeps a third party's code to our own origin. The page's policy (`connect-src 'self'`) says the same, but a worker's policy is
 * that of its own response, and a plain host sends none.
 */

/** @returns a `fetch` that never leaves `origin`; data and blob addresses are not the network. */
export function ownOriginFetch(fetchAny: typeof fetch, origin: string, base: string): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, base);
    const local = url.protocol === 'data:' || url.protocol === 'blob:' || url.origin === origin;
    return local ? fetchAny(input, init) : Promise.reject(new TypeError(`${url.origin} is not reached from here`));
  };
}
