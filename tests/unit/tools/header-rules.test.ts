import { describe, expect, it } from 'vitest';
import { developmentPolicy, headersFor, parseHeaderRules, readHeaderRules } from '../../tools/header-rules';

describe('header rules', () => {
  it('reads paths with their headers and ignores comments', () => {
    expect(parseHeaderRules('# why\n/*\n  A: 1\n  B: x: y\n\n/a\n  A: 2\n')).toEqual([
      { path: '/*', headers: { A: '1', B: 'x: y' } },
      { path: '/a', headers: { A: '2' } },
    ]);
  });

  it('says where a line makes no sense', () => {
    expect(() => parseHeaderRules('/*\n  nonsense\n')).toThrow('line 2');
    expect(() => parseHeaderRules('  A: 1\n')).toThrow('line 1');
  });

  it('lets the later rule win', () => {
    const rules = parseHeaderRules('/*\n  A: 1\n/assets/*\n  A: 2\n/b\n  B: 3\n');
    expect(headersFor(rules, '/assets/x.js')).toEqual({ A: '2' });
    expect(headersFor(rules, '/b')).toEqual({ A: '1', B: '3' });
  });

  it('isolates the page and allows neither inline script nor eval nor another origin', () => {
    const headers = headersFor(readHeaderRules(), '/');
    expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin');
    expect(headers['Cross-Origin-Embedder-Policy']).toBe('require-corp');
    const policy = headers['Content-Security-Policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  });

  it('loosens only styles and the reload socket for development', () => {
    const policy = headersFor(readHeaderRules(), '/')['Content-Security-Policy'] ?? '';
    const before = new Set(policy.split('; '));
    const changed = developmentPolicy(policy)
      .split('; ')
      .filter((directive) => !before.has(directive));
    expect(changed).toEqual(["connect-src 'self' ws:", "style-src 'self' 'unsafe-inline'"]);
  });
});
