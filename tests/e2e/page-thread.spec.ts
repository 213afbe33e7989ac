/** The page stays responsive whatever networks do: no task of its thread is long, and one runtime is all that is fetched. */
import { expect, test } from './app-test';
import { canvasOf, expectNewFrames, firstReport, listedReport, taskButton } from './stage';

/** A task that is longer makes a tap feel late (W3C Long Tasks), milliseconds. */
const LONG_MS = 50;
const WATCH_MS = 5_000;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time, of the thread alone. */
  readonly tdur?: number;
  /** Microseconds by the wall clock. */
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Tasks of the renderers' main threads by processor time. The wall clock of a Long Task counts in full what the machine did
 * meanwhile for others; on two shared cores that is most of it, and says nothing about the page.
 */
function mainThreadTasks(trace: Buffer): { readonly cpuMs: number; readonly wallMs: number }[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}.${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid}.${tid}`))
    .map(({ dur = 0, tdur = dur }) => ({ cpuMs: tdur / 1000, wallMs: dur / 1000 }));
}

test('no task of the page is long while a clip plays and tasks are switched', async ({ page, browser }) => {
  // Tracing slows everything down.
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    Object.assign(window, { longTasks: 0 });
    const observer = new PerformanceObserver((list) => {
      (window as unknown as { longTasks: number }).longTasks += list.getEntries().length;
    });
    observer.observe({ type: 'longtask' });
  });
  await page.goto('/?demo&task=detect');
  await firstReport(page);
  await page.evaluate(() => Object.assign(window, { longTasks: 0 }));
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await page.waitForTimeout(WATCH_MS);
  await taskButton(page, 'Portrait').click();
  await page.waitForTimeout(WATCH_MS);
  const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number }).longTasks);
  const tasks = mainThreadTasks(await browser.stopTracing());
  expect(tasks.length, 'tasks in the trace').toBeGreaterThan(100);
  const longest = Math.max(...tasks.map(({ cpuMs }) => cpuMs));
  const description = `${longTasks} long tasks by the wall clock; the longest took ${longest.toFixed(1)} ms of processor time`;
  test.info().annotations.push({ type: 'page thread', description });
  console.log(description);
  expect(tasks.filter(({ cpuMs }) => cpuMs > LONG_MS)).toEqual([]);
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
