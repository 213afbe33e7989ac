/** Reads public/_headers, so that `vite preview`, `vite dev` and the tests use the very rules that a static host gets. */
import { readFileSync } from 'node:fs';

export interface HeaderRule {
  /** A path, or a prefix ending in `*`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws SyntaxError where a line is neither a path, a `Name: value` below a path, a comment nor empty. */
export function parseHeaderRules(text: string): HeaderRule[] {
  const rules: { path: string; headers: Record<string, string> }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('/')) {
      rules.push({ path: line.trim(), headers: {} });
      continue;
    }
    const colon = line.indexOf(':');
    const rule = rules.at(-1);
    if (!/^\s/.test(line) || colon < 0 || !rule) throw new SyntaxError(`_headers, line ${index + 1}: ${line}`);
    rule.headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return rules;
}

export function readHeaderRules(): HeaderRule[] {
  return parseHeaderRules(readFileSync(new URL('../../public/_headers', import.meta.url), 'utf8'));
}

/** All headers of a path; of two rules that set the same header the later wins. */
export function headersFor(rules: readonly HeaderRule[], pathname: string): Record<string, string> {
  const matches = rules.filter(({ path }) =>
    path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path,
  );
  return Object.assign({}, ...matches.map(({ headers }) => headers)) as Record<string, string>;
}

/** The CSP for `vite dev`: hot reload puts `<style>` elements into the page and talks over a WebSocket. */
export function developmentPolicy(policy: string): string {
  return policy
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", "connect-src 'self' ws:");
}
