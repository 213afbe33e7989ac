/** What the server sends: headers, the manifest with its icons, and a page that keeps to its policy. */
import { headersFor, readHeaderRules } from '../tools/header-rules.ts';
import { expect, test } from './app-test';

const rules = readHeaderRules();

test('preview sends the headers that static hosts get, and the page is isolated', async ({ page }) => {
  const response = await page.goto('/');
  const sent = await response?.allHeaders();
  for (const [name, value] of Object.entries(headersFor(rules, '/')))
    expect(sent?.[name.toLowerCase()], name).toBe(value);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('hashed files may be kept for ever, the service worker never', async ({ page, request }) => {
  await page.goto('/');
  const script = await page.locator('script[type=module]').getAttribute('src');
  expect((await request.get(script ?? '')).headers()['cache-control']).toContain('immutable');
  expect((await request.get('/offline.sw.js')).headers()['cache-control']).toBe('no-cache');
});

test('nothing the page does breaks its content security policy', async ({ page }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions policy|violates/i.test(message.text())) refused.push(message.text());
  });
  await page.goto('/');
  await page.waitForLoadState('networkidle');
  expect(refused).toEqual([]);
});

interface Manifest {
  id: string;
  start_url: string;
  scope: string;
  display: string;
  name: string;
  icons: { src: string; sizes: string; type: string; purpose: string }[];
  screenshots?: { src: string; sizes: string; form_factor: string }[];
  shortcuts: { name: string; url: string }[];
}

test('the manifest is linked, installable, and its pictures have the sizes it says', async ({ page }) => {
  await page.goto('/');
  const href = (await page.locator('link[rel=manifest]').getAttribute('href')) ?? '';
  const manifest = await page.evaluate(async (url): Promise<Manifest> => (await fetch(url)).json(), href);
  expect(manifest).toMatchObject({ name: 'Sightline', display: 'standalone', id: './', start_url: './', scope: './' });
  const purposes = manifest.icons.map(({ purpose, sizes }) => `${purpose} ${sizes}`);
  expect(purposes).toEqual(expect.arrayContaining(['any 192x192', 'any 512x512', 'maskable 512x512']));
  for (const { src, sizes } of [...manifest.icons, ...(manifest.screenshots ?? [])]) {
    const measured = await page.evaluate(async (url) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      return `${picture.width}x${picture.height}`;
    }, src);
    expect(measured, src).toBe(sizes);
  }
  const apple = (await page.locator('link[rel=apple-touch-icon]').getAttribute('href')) ?? '';
  expect(
    await page.evaluate(async (url) => (await createImageBitmap(await (await fetch(url)).blob())).width, apple),
  ).toBe(180);
});
