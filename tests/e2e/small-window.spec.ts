/** The small window: opened by a press, fed with the processed picture while the page is hidden, closed with the camera. */
import { expect, test } from './app-test';
import { startCamera } from './stage';

test('the processed picture goes on in a small window while the page is hidden', async ({ page, context }) => {
  await startCamera(page, '/?task=portrait');
  const opening = context.waitForEvent('page').catch(() => undefined);
  await page.getByRole('button', { name: 'Show in a small window' }).click();
  await expect(page.getByRole('button', { name: 'Close the small window' })).toBeVisible();
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const framesOf = (): Promise<number> =>
    page.evaluate(() => {
      const owner = (window as { documentPictureInPicture?: { window: Window | null } }).documentPictureInPicture;
      const video =
        owner?.window?.document.querySelector('video') ?? document.querySelector<HTMLVideoElement>('video[aria-label]');
      return video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    });
  const before = await framesOf();
  await expect.poll(framesOf, { message: 'frames in the small window' }).toBeGreaterThan(before + 5);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: /small window/ })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Show in a small window' })).toBeVisible();
  void opening;
});
