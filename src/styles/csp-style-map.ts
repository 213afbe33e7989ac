/**
 * Stands in for `lit/directives/style-map.js` in the build (vite.config.ts). Lit's own writes the style attribute at the
 * first render, which `style-src 'self'` forbids: a slider's thumb would lie at the start until it is first moved.
 * This one sets properties through the CSSOM only.
 */
import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type AttributePart, type DirectiveParameters } from 'lit/directive.js';

export type StyleInfo = Readonly<Record<string, string | number | null | undefined>>;

class CspStyleMap extends Directive {
  #former = new Set<string>();

  override render(_styles: StyleInfo): typeof noChange {
    return noChange;
  }

  override update(part: AttributePart | ElementPart, [styles]: DirectiveParameters<this>): typeof noChange {
    const { style } = part.element as HTMLElement;
    const set = Object.entries(styles).filter(([, value]) => value !== null && value !== undefined);
    for (const name of this.#former)
      if (styles[name] === null || styles[name] === undefined) style.removeProperty(hyphened(name));
    for (const [name, value] of set) style.setProperty(hyphened(name), String(value));
    this.#former = new Set(set.map(([name]) => name));
    return noChange;
  }
}

/** `fontSize` → `font-size`; custom properties and hyphened names stay. */
function hyphened(name: string): string {
  return name.includes('-') ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export const styleMap = directive(CspStyleMap);
