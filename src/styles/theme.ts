/** Puts the chosen theme on the document; the component library reads the same classes. */
import type { Theme } from '../storage/settings';
import { tokens } from './tokens';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
let chosen: Theme = 'system';

function paint(): void {
  const isDark = chosen === 'dark' || (chosen === 'system' && dark.matches);
  const root = document.documentElement;
  root.classList.toggle('wa-dark', isDark);
  root.classList.toggle('wa-light', !isDark);
  root.style.colorScheme = isDark ? 'dark' : 'light';
  // The browser's own bars follow the manual choice too.
  const colour = getComputedStyle(root).getPropertyValue('--sl-paper').trim();
  document.querySelectorAll('meta[name="theme-color"]').forEach((meta) => meta.setAttribute('content', colour));
}

export function applyTheme(theme: Theme): void {
  chosen = theme;
  paint();
}

export function installTokens(): void {
  const sheet = tokens.styleSheet;
  if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  dark.addEventListener('change', paint);
}
