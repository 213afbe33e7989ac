/** Puts an element on the page in the app's colours, and takes it away after the test. */
import type { LitElement } from 'lit';
import { afterEach } from 'vitest';
import { applyTheme, installTokens } from '../../src/styles/theme';
// For the events' types.
import type {} from '../../src/components/events';
import type { Theme } from '../../src/storage/settings';

installTokens();
afterEach(() => document.body.replaceChildren());

export const THEMES: readonly Theme[] = ['light', 'dark'];

export async function mount<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  theme: Theme = 'light',
): Promise<HTMLElementTagNameMap[K]> {
  applyTheme(theme);
  const element = Object.assign(document.createElement(name), properties);
  document.body.append(element);
  await (element as unknown as LitElement).updateComplete;
  return element;
}

/** The element's own tree. */
export function inside(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error(`${element.localName} has no shadow root`);
  return element.shadowRoot;
}

export function find<E extends Element = HTMLElement>(element: Element, selector: string): E {
  const found = inside(element).querySelector<E>(selector);
  if (!found) throw new Error(`${element.localName} has no ${selector}`);
  return found;
}

/** The details of every event of that name. */
export function collect<K extends keyof HTMLElementEventMap>(element: Element, name: K): HTMLElementEventMap[K][] {
  const events: HTMLElementEventMap[K][] = [];
  element.addEventListener(name, (event) => events.push(event as HTMLElementEventMap[K]));
  return events;
}

/** Polls until the check passes; fails after two seconds. */
export async function until(check: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 2_000;
  while (!check()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
