/** The background effects as a user finds and chooses them. */
import type { Page } from 'playwright/test';
import { expect } from './app-test';

export const BACKGROUNDS = [
  'Soft blur',
  'Lens blur',
  'Spotlight',
  'Picture',
  'Video',
  'Colour',
  'Black',
  'Cut-out',
] as const;
export type Background = (typeof BACKGROUNDS)[number];

const KEPT: Readonly<Record<Exclude<Background, 'Picture' | 'Video'>, unknown>> = {
  'Soft blur': { kind: 'blur', shape: 'gaussian' },
  'Lens blur': { kind: 'blur', shape: 'disc' },
  Spotlight: { kind: 'spotlight' },
  Colour: { kind: 'color', color: '#2f6f5e' },
  Black: { kind: 'black' },
  'Cut-out': { kind: 'transparent' },
};

/** One pixel of red, PNG. */
const RED_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

/** Chooses an effect in the settings; own pictures and videos are given where none is there yet. */
export async function chooseEffect(page: Page, name: Background): Promise<void> {
  const settings = page.getByRole('button', { name: 'Settings' });
  const radio = page.getByRole('radio', { name, exact: true });
  if (!(await radio.isVisible())) await settings.click();
  // By key: while the sheet slides in, a pointer would miss it.
  await radio.focus();
  await page.keyboard.press('Space');
  const choose = page.getByRole('button', { name: `Choose a ${name.toLowerCase()}`, exact: true });
  if ((name === 'Picture' || name === 'Video') && (await choose.isVisible())) {
    const chooser = page.waitForEvent('filechooser');
    await choose.click();
    if (name === 'Picture') await (await chooser).setFiles({ name: 'red.png', mimeType: 'image/png', buffer: RED_PNG });
    else await (await chooser).setFiles('public/demo/demo.webm');
    await expect(page.getByRole('button', { name: `Choose another ${name.toLowerCase()}` })).toBeVisible();
  }
  await expect(radio).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(radio).toBeHidden();
}

/** As if the effect had been chosen in a former visit. */
export async function keepEffect(page: Page, name: Background): Promise<void> {
  if (name === 'Picture' || name === 'Video') throw new Error(`${name} needs a file; use chooseEffect`);
  await page.addInitScript(
    (background) => localStorage.setItem('sightline.preferences', JSON.stringify({ background })),
    KEPT[name],
  );
}
