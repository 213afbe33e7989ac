/** The page stays responsive whatever networks do: no task of its thread is long, and one runtime is all that is fetched. */
import { expect, test } from './app-test';
import { canvasOf, expectNewFrames, firstReport, listedReport, taskButton } from './stage';

/** A task that is longer makes a tap feel late (W3C Long Tasks), milliseconds. */
const LONG_MS = 50;
const WATCH_MS = 8_000;
const TICK_MS = 5;

interface Span {
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When this process, which has nothing to do, was held up: the machine was busy with something else then, and the page's thread
 * stood still as well. Long tasks are told by the wall clock, so that much is not the page's fault.
 */
function watchMachine(): () => readonly Span[] {
  const stalls: Span[] = [];
  let last = performance.timeOrigin + performance.now();
  const timer = setInterval(() => {
    const now = performance.timeOrigin + performance.now();
    if (now - last > 2 * TICK_MS) stalls.push({ fromMs: last + TICK_MS, toMs: now });
    last = now;
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    return stalls;
  };
}

function overlapMs(span: Span, others: readonly Span[]): number {
  return others.reduce(
    (sum, other) => sum + Math.max(0, Math.min(span.toMs, other.toMs) - Math.max(span.fromMs, other.fromMs)),
    0,
  );
}

test('no task of the page is long while a clip plays and tasks are switched', async ({ page }) => {
  await page.addInitScript(() => {
    const longTasks: { fromMs: number; toMs: number }[] = [];
    Object.assign(window, { longTasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        const fromMs = performance.timeOrigin + startTime;
        longTasks.push({ fromMs, toMs: fromMs + duration });
      }
    }).observe({ type: 'longtask' });
  });
  await page.goto('/?demo&task=detect');
  await firstReport(page);
  await page.evaluate(() => ((window as unknown as { longTasks: unknown[] }).longTasks.length = 0));
  const machine = watchMachine();
  await page.waitForTimeout(WATCH_MS);
  await taskButton(page, 'Portrait').click();
  await page.waitForTimeout(WATCH_MS);
  const longTasks = await page.evaluate(() => (window as unknown as { longTasks: Span[] }).longTasks);
  const stalls = machine();
  const tooLong = longTasks
    .map((task) => ({ ms: task.toMs - task.fromMs, machineMs: overlapMs(task, stalls) }))
    .filter(({ ms, machineMs }) => ms - machineMs > LONG_MS);
  test.info().annotations.push({
    type: 'machine',
    description: `${longTasks.length} long tasks by the wall clock; an idle process beside them was held up ${stalls.length} times`,
  });
  expect(tooLong).toEqual([]);
  await expectNewFrames(page);
  await expect(canvasOf(page)).toBeVisible();
});

test('the runtime that is used is the only one fetched', async ({ page, plainHost }) => {
  await page.goto(`${plainHost.url}?demo&task=detect&engine=wasm`);
  await firstReport(page);
  await expect
    .poll(async () => Object.keys((await listedReport(page))?.inferMs ?? {}), { timeout: 60_000 })
    .toContain('detect');
  const binaries = plainHost.requests.filter((path) => path.endsWith('.wasm')).map((path) => path.split('/').at(-1));
  expect(new Set(binaries).size).toBe(1);
  expect(binaries[0]).toMatch(/^ort-wasm-simd-threaded-[\w-]+\.wasm$/);
  expect(plainHost.requests.filter((path) => /jspi|asyncify|webgpu/.test(path))).toEqual([]);
});
