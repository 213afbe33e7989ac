/**
 * What Web Awesome brings that the settings cannot show, left out of the build: its own icons (all of them are replaced by our
 * sprite), and colours and sizes that none of the components used reads. Nothing that is seen changes.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin as PostcssPlugin, Root } from 'postcss';
import type { Plugin } from 'vite';

const PACKAGE = '@awesome.me/webawesome/dist/';
const LIBRARY = fileURLToPath(new URL(`../../node_modules/${PACKAGE}`, import.meta.url));
/** Where the settings import the components. */
const IMPORTER = fileURLToPath(new URL('../../src/components/control-panel/web-awesome.ts', import.meta.url));
const OWN_THEME = fileURLToPath(new URL('../../src/components/control-panel/web-awesome.css', import.meta.url));

/** The comment that heads the library's built-in icons, whatever the file is called in this version. */
const ICONS_MARK = '// src/components/icon/library.system.ts';
const NO_ICONS = `
export const icons = {};
export const library_system_default = { name: 'system', resolver: () => '' };
`;

/** @throws Error in a build where the icons were not found: a new version has them elsewhere. */
export function withoutIcons(): Plugin {
  let found = false;
  let needed = false;
  return {
    name: 'sightline:without-icons',
    apply: 'build',
    transform(code, id) {
      if (!id.replaceAll('\\', '/').includes(PACKAGE)) return null;
      needed = true;
      if (!code.includes(ICONS_MARK)) return null;
      found = true;
      return { code: NO_ICONS, map: null };
    },
    buildEnd(error) {
      if (!error && needed && !found)
        throw new Error(`Web Awesome has no "${ICONS_MARK}" any more: see tests/tools/lean-web-awesome.ts`);
    },
  };
}

const VARIABLE = /var\(\s*(--wa-[\w-]+)/g;
/** Of the library's classes src/styles/theme.ts sets these two on the root, and nothing sets any other. */
const OF_ANOTHER_CLASS = /\.wa-(?!(?:dark|light)(?![\w-]))/;

/** Takes out of Web Awesome's theme the classes and custom properties that nothing of ours reads. */
export function leanTheme(): PostcssPlugin {
  return {
    postcssPlugin: 'sightline-lean-theme',
    OnceExit(sheet: Root): void {
      if (!sheet.source?.input.file?.replaceAll('\\', '/').includes(PACKAGE)) return;
      const read = [...componentFiles(), OWN_THEME].map((file) => readFileSync(file, 'utf8')).join('\n');
      sheet.walkRules((rule) => {
        const kept = rule.selectors.filter((selector) => !OF_ANOTHER_CLASS.test(selector));
        if (kept.length === 0) rule.remove();
        else rule.selectors = kept;
      });
      const values = new Map<string, string[]>();
      const queue = namesIn(read);
      sheet.walkDecls((declaration) => {
        const { prop, value } = declaration;
        if (prop.startsWith('--wa-')) values.set(prop, [...(values.get(prop) ?? []), value]);
        else queue.push(...namesIn(value));
      });
      const reached = new Set<string>();
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        if (reached.has(name)) continue;
        reached.add(name);
        for (const value of values.get(name) ?? []) queue.push(...namesIn(value));
      }
      sheet.walkDecls(/^--wa-/, (declaration) => {
        if (!reached.has(declaration.prop)) declaration.remove();
      });
      sheet.walkRules((rule) => {
        if (rule.nodes.every(({ type }) => type === 'comment')) rule.remove();
      });
    },
  };
}

const namesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map(([, name]) => name ?? '');

/** The library's files that the settings import, and all that these import. */
function componentFiles(): Set<string> {
  const queue = [...readFileSync(IMPORTER, 'utf8').matchAll(/'@awesome\.me\/webawesome\/dist\/([^']+\.js)'/g)].map(
    ([, file]) => join(LIBRARY, file ?? ''),
  );
  const found = new Set<string>();
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+)"/g))
      queue.push(join(dirname(file), target ?? ''));
  }
  return found;
}
