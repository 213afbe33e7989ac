/**
 * Draws the icons: `npx tsx tests/tools/make-icons.ts`. The sign is a viewfinder's corners around an eye, the iris crossed by
 * the sight line. One drawing, three grounds; the PNGs are rendered by the tests' browser and committed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { QUIET } from './chromium-args.ts';
import { findBrowser } from './find-browser.ts';

const FOLDER = fileURLToPath(new URL('../../public/icons/', import.meta.url));
const GROUND = '#0d1b24';
const CORNERS = '#f1eee6';
const EYE = '#ffb430';

interface Look {
  readonly ground: 'rounded' | 'full' | 'none';
  /** Size of the sign in relation to the icon. A mask may cut everything outside the central 80 % circle. */
  readonly scale: number;
  readonly corners: string;
  readonly eye: string;
}

const COLOURED = { corners: CORNERS, eye: EYE };
const PLAIN: Look = { ground: 'rounded', scale: 1, ...COLOURED };
const MASKABLE: Look = { ground: 'full', scale: 0.78, ...COLOURED };
/** The system colours it: only its alpha counts. */
const MONOCHROME: Look = { ground: 'none', scale: 1.1, corners: '#fff', eye: '#fff' };

/** On a field of 64 units; the corners of the sign lie 23 units from the middle at scale 1. */
function drawing({ ground, scale, corners, eye }: Look): string {
  const radius = { rounded: 14, full: 0, none: 0 }[ground];
  const field = ground === 'none' ? '' : `<rect width="64" height="64" rx="${radius}" fill="${GROUND}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none" stroke-linecap="round" stroke-linejoin="round">
${field}<g transform="translate(32 32) scale(${scale})">
<path stroke="${corners}" stroke-width="4" d="M-21-11v-6a4 4 0 0 1 4-4h6M11-21h6a4 4 0 0 1 4 4v6M21 11v6a4 4 0 0 1-4 4h-6M-11 21h-6a4 4 0 0 1-4-4v-6"/>
<path stroke="${eye}" stroke-width="3.6" d="M-15 0Q0-17 15 0Q0 17-15 0Z"/>
<circle r="4.6" fill="${eye}"/>
<path stroke="${corners}" stroke-width="3.6" d="M-27 0h7M20 0h7"/>
</g></svg>
`;
}

const PNGS: readonly (readonly [name: string, size: number, look: Look])[] = [
  ['icon-192', 192, PLAIN],
  ['icon-512', 512, PLAIN],
  ['maskable-192', 192, MASKABLE],
  ['maskable-512', 512, MASKABLE],
  ['monochrome-512', 512, MONOCHROME],
  // iOS rounds the corners itself and shows transparent ones black.
  ['apple-touch-icon', 180, { ...MASKABLE, scale: 0.92 }],
];

mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}icon.svg`, drawing(PLAIN));
const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET });
for (const [name, size, look] of PNGS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${drawing(look)}`);
  await page.screenshot({ path: `${FOLDER}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
