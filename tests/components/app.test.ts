import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/main';
import type { SightlineApp } from '../../src/components/app/app';
import { expectAccessible } from './axe';
import { find, inside, mount, THEMES, until } from './mount';

const SIZES = [
  [320, 568],
  [390, 844],
  [844, 390],
  [1280, 800],
] as const;

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

async function start(theme: (typeof THEMES)[number] = 'light'): Promise<SightlineApp> {
  localStorage.setItem('sightline.preferences', JSON.stringify({ theme }));
  const app = await mount('sightline-app', {}, theme);
  await until(() => customElements.get('wa-slider') !== undefined, 'the settings');
  return app;
}

const bannerText = (app: SightlineApp): string =>
  find(find(app, 'sightline-status-banner'), '[role=alert]').textContent ?? '';

describe('the page', () => {
  for (const [width, height] of SIZES) {
    it.each(THEMES)(`at ${width} × ${height} is accessible in %s and does not scroll`, async (theme) => {
      await page.viewport(width, height);
      const app = await start(theme);
      await expectAccessible(app);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(height);
      for (const bar of ['sightline-task-bar', 'sightline-action-bar']) {
        for (const button of find(app, bar).shadowRoot?.querySelectorAll('button') ?? []) {
          const { left, right } = button.getBoundingClientRect();
          expect(left).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(width);
        }
      }
    });
  }

  it('has the thumb’s controls in the lower half of a phone', async () => {
    await page.viewport(390, 844);
    const app = await start();
    for (const selector of ['sightline-task-bar', 'sightline-action-bar']) {
      expect(find(app, selector).getBoundingClientRect().top).toBeGreaterThan(844 / 2);
    }
    expect(find(find(app, 'sightline-start-card'), '[data-choice=camera]').getBoundingClientRect().top).toBeGreaterThan(
      844 / 2,
    );
  });

  it('moves nothing when tasks are switched, and remembers them', async () => {
    await page.viewport(390, 844);
    const app = await start();
    const boxes = (): unknown =>
      ['main', 'footer'].map((part) => find(app, part).getBoundingClientRect().toJSON() as unknown);
    const before = boxes();
    find(find(app, 'sightline-task-bar'), '[data-task=portrait]').click();
    await app.updateComplete;
    expect(boxes()).toEqual(before);
    expect(JSON.parse(localStorage.getItem('sightline.preferences') ?? '{}')).toMatchObject({
      tasks: { detect: true, portrait: true },
    });
  });

  it('opens and closes its settings with the keyboard', async () => {
    await page.viewport(390, 844);
    const app = await start();
    const drawer = find<HTMLElement & { open: boolean }>(app, 'wa-drawer');
    find(find(app, 'sightline-action-bar'), '[data-action=settings]').focus();
    await userEvent.keyboard('{Enter}');
    await until(() => drawer.open, 'the sheet');
    await until(() => drawer.getAnimations({ subtree: true }).length === 0, 'rest');
    await userEvent.keyboard('{Escape}');
    await until(() => !drawer.open, 'the sheet to close');
    await expectAccessible(app);
  });

  it('says when the camera is refused, and asks again when told to', async () => {
    await page.viewport(390, 844);
    const ask = vi
      .spyOn(navigator.mediaDevices, 'getUserMedia')
      .mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    const app = await start();
    find(find(app, 'sightline-start-card'), '[data-choice=camera]').click();
    await until(() => bannerText(app).includes('The camera is blocked'), 'the words');
    await expectAccessible(app);
    find(find(app, 'sightline-status-banner'), 'button.primary').click();
    await until(() => ask.mock.calls.length === 2, 'the second question');
  });

  it('takes a dropped file, and says what is wrong with it', async () => {
    await page.viewport(390, 844);
    const app = await start();
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'notes.txt', { type: 'text/plain' }));
    window.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, cancelable: true }));
    await app.updateComplete;
    expect(inside(app).querySelector('.drop')).not.toBeNull();
    const drop = new DragEvent('drop', { dataTransfer: transfer, cancelable: true });
    window.dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
    await until(() => bannerText(app).includes('not a photo or a video'), 'the words');
    expect(inside(app).querySelector('.drop')).toBeNull();
  });

  it('offers a new version', async () => {
    const app = await start();
    const update = vi.fn();
    app.applyUpdate = update;
    await until(() => bannerText(app).includes('A new version is ready'), 'the words');
    find(find(app, 'sightline-status-banner'), 'button.primary').click();
    expect(update).toHaveBeenCalledOnce();
  });

  it('offers it again when a failure that covered it is closed', async () => {
    const app = await start();
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'notes.txt', { type: 'text/plain' }));
    app.applyUpdate = vi.fn();
    await until(() => bannerText(app).includes('A new version is ready'), 'the offer');
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    await until(() => bannerText(app).includes('not a photo or a video'), 'the failure');
    const banner = find(app, 'sightline-status-banner');
    banner.dispatchEvent(new CustomEvent('sightline-notice-close', { bubbles: true, composed: true }));
    await until(() => bannerText(app).includes('A new version is ready'), 'the offer again');
  });
});
