import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TaskId } from '../../models/contract.ts';

export const SCREENSHOT_FOLDER = fileURLToPath(new URL('../../public/screenshots/', import.meta.url));

export interface Screenshot {
  readonly file: string;
  /** CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Picture pixels per CSS pixel. */
  readonly scale: number;
  /** What is switched on; the moment of the clip is chosen by the first. */
  readonly tasks: readonly [TaskId, ...TaskId[]];
  readonly dark: boolean;
  readonly label: string;
}

const PHONE = { size: { width: 390, height: 844 }, scale: 2, dark: false } as const;

export const SCREENSHOTS: readonly Screenshot[] = [
  { ...PHONE, file: 'detect.png', tasks: ['detect'], label: 'Things found, named and framed' },
  { ...PHONE, file: 'portrait.png', tasks: ['portrait'], label: 'A blurred background', dark: true },
  { ...PHONE, file: 'classify.png', tasks: ['classify'], label: 'What is in the middle of the picture' },
  {
    file: 'desktop.png',
    size: { width: 1280, height: 800 },
    scale: 1,
    tasks: ['portrait', 'detect'],
    dark: false,
    label: 'On a wide screen, with the settings beside the picture',
  },
];

/** Entries of the manifest for the pictures that have been taken. */
export function manifestScreenshots(): {
  src: string;
  sizes: string;
  type: string;
  form_factor: 'narrow' | 'wide';
  label: string;
}[] {
  return SCREENSHOTS.filter(({ file }) => existsSync(`${SCREENSHOT_FOLDER}${file}`)).map(
    ({ file, size, scale, label }) => ({
      src: `screenshots/${file}`,
      sizes: `${size.width * scale}x${size.height * scale}`,
      type: 'image/png',
      form_factor: size.width > size.height ? 'wide' : 'narrow',
      label,
    }),
  );
}
