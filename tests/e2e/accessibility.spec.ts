/** Rules of WCAG 2.2 A and AA on the whole page: at the start, with the settings open and with a picture. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './app-test';
import { startCamera } from './stage';

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page breaks no rule in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Start camera' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Offline' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await startCamera(page, '/?task=detect&stats');
    expect(await violations(page)).toEqual([]);
  });
}

test('everything can be reached and worked from the keyboard', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Start camera' }).waitFor();
  const names: string[] = [];
  for (let press = 0; press < 14; press += 1) {
    await page.keyboard.press('Tab');
    names.push(
      await page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
      }),
    );
  }
  const expected = [
    'Start camera',
    'Try the demo clip',
    'Open a photo or video',
    'Detect',
    'Portrait',
    'Classify',
    'Settings',
  ];
  expect(names).toEqual(expect.arrayContaining(expected));
});
