import type { ManifestOptions } from 'vite-plugin-pwa';
import { manifestScreenshots } from './screenshots.ts';

/** The installed app. Paths are relative to the manifest, so that it works under a sub-path. */
export const manifest: Partial<ManifestOptions> = {
  id: './',
  name: 'Sightline',
  short_name: 'Sightline',
  description: 'Detection, portrait blur and classification on your camera. Nothing leaves the device.',
  start_url: './',
  scope: './',
  lang: 'en',
  dir: 'ltr',
  display: 'standalone',
  display_override: ['window-controls-overlay', 'standalone'],
  orientation: 'any',
  theme_color: '#0d1b24',
  background_color: '#0d1b24',
  categories: ['photo', 'utilities', 'education'],
  icons: [
    { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: 'icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
    { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: 'icons/monochrome-512.png', sizes: '512x512', type: 'image/png', purpose: 'monochrome' },
  ],
  screenshots: manifestScreenshots(),
  shortcuts: [
    { name: 'Detect', url: './?task=detect', description: 'Boxes and labels on the camera picture' },
    { name: 'Portrait', url: './?task=portrait', description: 'A blurred background' },
    { name: 'Classify', url: './?task=classify', description: 'What is in the middle of the picture' },
  ],
};
