/** A page that was killed while its GPU worked: the next one starts on WASM, says so, and the GPU can be tried again. */
import { expect, test } from './app-test';
import { emulatedGpu, firstPicture } from './emulated-gpu';
import { expectNewFrames, startButton } from './stage';

test.use(emulatedGpu());

const MARK = 'sightline.gpu-at-work';

test('a page that was killed at work starts on WASM the next time, until the user says otherwise', async ({
  context,
}) => {
  test.setTimeout(480_000);
  const start = async () => {
    const page = await context.newPage();
    // The picture is enough.
    await page.route('**/*.onnx', () => undefined);
    await page.goto('/?task=classify&engine=webgpu&stats');
    await startButton(page).click();
    return { page, overlay: page.locator('sightline-stats-overlay'), notice: page.getByRole('alert') };
  };
  const mark = await test.step('killed while the GPU works', async () => {
    const { page } = await start();
    const read = (): Promise<string> => page.evaluate((key) => localStorage.getItem(key) ?? '', MARK);
    // It is there before the GPU is touched.
    await expect.poll(read).toContain('"version"');
    const found = await read();
    await page.close();
    return found;
  });
  await test.step('the next visit', async () => {
    // A page that is closed takes its mark away in good order; one that is killed cannot.
    const elsewhere = await context.newPage();
    await elsewhere.goto('/manifest.webmanifest');
    await elsewhere.evaluate(([key, value]) => localStorage.setItem(key, value), [MARK, mark] as const);
    await elsewhere.close();
    const { page, overlay, notice } = await start();
    await firstPicture(page);
    await expect(overlay).toContainText('WASM');
    await expect(overlay).toContainText('GPU mode stopped last time');
    await expect(notice).toContainText('GPU mode stopped last time');
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expect(overlay).toContainText('WebGPU', { timeout: 300_000 });
    await expectNewFrames(page);
    await expect(overlay).not.toContainText('stopped last time');
    await page.close();
  });
});
