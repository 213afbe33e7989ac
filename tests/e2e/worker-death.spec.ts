/** The vision worker dies while the camera runs: another takes over with what was chosen, and the picture goes on. */
import { expect, test } from './app-test';
import { expectNewFrames, listedReport, startCamera, taskButton } from './stage';

interface Posted {
  readonly type?: string;
  readonly settings?: unknown;
  readonly size?: unknown;
}
type Probed = Window & { workers: { worker: Worker; posted: Posted[] }[] };

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    const workers: Probed['workers'] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push({ worker: this, posted: [] });
      }
      override postMessage(message: Posted, transfer?: unknown): void {
        const { type, settings, size } = message;
        workers.find(({ worker }) => worker === this)?.posted.push({ type, settings, size } as Posted);
        super.postMessage(message, transfer as Transferable[]);
      }
    };
  });
});

const newest = (page: Parameters<typeof startCamera>[0], type: string): Promise<Posted[][]> =>
  page.evaluate(
    (wanted) => (window as unknown as Probed).workers.map(({ posted }) => posted.filter((one) => one.type === wanted)),
    type,
  );

test('a worker that dies is replaced, with tasks, settings, size and camera as they were', async ({ page }) => {
  test.setTimeout(240_000);
  await startCamera(page, '/?task=&engine=wasm');
  await taskButton(page, 'Classify').click();
  await expect
    .poll(async () => Object.keys((await listedReport(page))?.inferMs ?? {}), { timeout: 60_000 })
    .toContain('classify');
  const [before = []] = await newest(page, 'configure');

  await page.evaluate(() => {
    const last = (window as unknown as Probed).workers.at(-1)?.worker;
    last?.terminate();
    // What a page hears of a worker whose memory ran out.
    last?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory (a test)', cancelable: true }));
  });

  await expect.poll(async () => (await newest(page, 'init')).length).toBe(2);
  await expect.poll(async () => (await newest(page, 'configure'))[1]?.length ?? 0).toBeGreaterThan(0);
  const [, after = []] = await newest(page, 'configure');
  expect(after.at(-1)?.settings).toEqual(before.at(-1)?.settings);
  expect((await newest(page, 'resize')).map((sizes) => sizes.at(-1)?.size)).toEqual(
    Array(2).fill((await newest(page, 'resize'))[0]?.at(-1)?.size),
  );
  await expectNewFrames(page);
  await expect(taskButton(page, 'Classify')).toHaveAttribute('aria-pressed', 'true');
  await expect
    .poll(async () => Object.keys((await listedReport(page))?.inferMs ?? {}), { timeout: 60_000 })
    .toContain('classify');
  await expect(page.getByRole('alert')).toBeEmpty();
});
