import type { Plugin } from 'vite';
import { developmentPolicy, headersFor, readHeaderRules } from './header-rules.ts';

const POLICY = 'Content-Security-Policy';

/**
 * Sends public/_headers from `vite dev` (with the looser development policy) and `vite preview`, and writes the policy
 * into the built page as a `<meta>`, so that even on a host that sends no headers the page can reach no other origin.
 */
export function staticHeaders(): Plugin {
  const rules = readHeaderRules();
  return {
    name: 'sightline:static-headers',
    configureServer(server) {
      server.middlewares.use((_request, response, next) => {
        const headers = headersFor(rules, '/');
        const policy = headers[POLICY];
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        if (policy) response.setHeader(POLICY, developmentPolicy(policy));
        next();
      });
    },
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        for (const [name, value] of Object.entries(headersFor(rules, pathname))) response.setHeader(name, value);
        // The server knows .wasm, .mjs and .webmanifest by itself.
        if (pathname.endsWith('.onnx')) response.setHeader('Content-Type', 'application/octet-stream');
        next();
      });
      return () => {
        server.config.logger.info('\n  Browsers give a camera only to https:// or localhost. Stop with Ctrl+C.\n');
      };
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { server }) {
        const policy = headersFor(rules, '/')[POLICY];
        if (server || !policy) return [];
        // A meta policy cannot speak about frames; browsers warn about the directive.
        const content = policy.replace(/; frame-ancestors [^;]*/, '');
        return [{ tag: 'meta', attrs: { 'http-equiv': POLICY, content }, injectTo: 'head-prepend' }];
      },
    },
  };
}
