/**
 * The parts of Web Awesome that the settings use, and nothing it would fetch from elsewhere: its icons come from our own
 * sprite (by default they come from a CDN), its fonts are the system's. Loaded after first paint.
 */
import '@awesome.me/webawesome/dist/styles/themes/default.css';
import './web-awesome.css';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import '@awesome.me/webawesome/dist/components/switch/switch.js';
import spriteUrl from './icons.svg?url&no-inline';

// A sprite, not single files: an icon is then a <use>, which `img-src 'self'` allows without any fetch by script.
for (const library of ['default', 'system']) {
  registerIconLibrary(library, { resolver: (name) => `${spriteUrl}#${name}`, spriteSheet: true });
}
