import { posix } from 'node:path';

const FROM_HTML = /(?:src|href)="\.\/([^"]+\.(?:js|css))"/g;
/** Static imports of a minified module; `import(` is lazy and has no `from`. */
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g;

/**
 * The JavaScript and CSS a browser fetches before the page is complete: what index.html names, with all static imports.
 * @param read content of a file of dist
 * @returns paths relative to dist
 */
export function firstLoadFiles(html: string, read: (file: string) => string): Set<string> {
  const found = new Set<string>();
  const queue = [...html.matchAll(FROM_HTML)].map(([, file]) => file ?? '');
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.js')) continue;
    for (const [, target] of read(file).matchAll(STATIC_IMPORT)) {
      queue.push(posix.join(posix.dirname(file), target ?? ''));
    }
  }
  return found;
}
