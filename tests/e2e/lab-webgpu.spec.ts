/** A contender on WebGPU at work in the lab, beside the same network on WASM. The GPU is emulated: right answers, no measure of speed. */
import { expect, test } from './app-test';
import { emulatedGpu } from './emulated-gpu';
import { cocoFiles, openRunner, runAutomated } from './lab-page';

test.use(emulatedGpu());

test('a WebGPU contender finds what its twin on WASM finds', async ({ page }) => {
  // Its kernels are compiled by the processor.
  test.setTimeout(480_000);
  await openRunner(page);
  await page.setInputFiles('#file', cocoFiles(2));
  const { results, ended } = await runAutomated(page, { contenders: ['yolo-256@webgpu', 'yolo-256'] });
  expect(ended).toBe('complete');
  const [gpu, wasm] = results;
  expect([gpu?.failure, wasm?.failure]).toEqual([null, null]);
  expect(gpu?.engine).toMatchObject({ provider: 'webgpu' });
  expect(gpu?.engine?.adapter).not.toBe('');
  expect(gpu?.frames.totalMs).toHaveLength(2);
  expect(wasm?.engine).toMatchObject({ provider: 'wasm' });
  expect(gpu?.accuracy?.ap50).toBeGreaterThan(0.2);
  // Resampled by a shader, computed in another order: nearly alike.
  expect(Math.abs((gpu?.accuracy?.ap50 ?? 0) - (wasm?.accuracy?.ap50 ?? 1))).toBeLessThan(0.15);
});
