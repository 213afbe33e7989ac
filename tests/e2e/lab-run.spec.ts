/** The comparison lab without its page (?lab=run, as `npm run lab` drives it), on labelled frames of the demo clip. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MEDIAPIPE } from '../../models/mediapipe';
import { expect, test } from './app-test';
import { cocoFiles, openRunner, runAutomated } from './lab-page';

const MODELS =
  process.env['SIGHTLINE_MODELS'] ?? fileURLToPath(new URL('../../../shared/reference-models', import.meta.url));

// A service worker would ask for the files that the tests put in the way of the page.
test.use({ serviceWorkers: 'block' });

test('one stage against two on labelled pictures; who cannot take part is told, and the others go on', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openRunner(page);
  await page.setInputFiles('#file', cocoFiles(4));
  // Half floats ship for WebGPU only, which this browser does not have.
  const result = await runAutomated(page, { contenders: ['yolo', 'rcnn@k32', 'yolo@webgpu@f16'] });
  expect(result).toMatchObject({ ended: 'complete', frames: 4 });
  expect(result.source).toMatchObject({
    kind: 'labelled',
    labelled: true,
    frames: 4,
    size: { width: 854, height: 480 },
  });
  expect(Object.fromEntries(result.source.remarks.map(({ kind, count }) => [kind, count]))).toEqual({
    absent: 1,
    'unknown-class': 1,
  });
  const [yolo, rcnn, absent] = result.results;
  for (const one of [yolo, rcnn]) {
    expect(one?.failure).toBeNull();
    expect(one?.frames.frame).toEqual([0, 1, 2, 3]);
    expect(one?.accuracy?.pictures).toBe(4);
    expect(one?.accuracy?.ap50).toBeGreaterThan(0.2);
    expect(one?.weights.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    expect(Math.min(...(one?.frames.stepsMs.infer ?? []))).toBeGreaterThan(0);
  }
  expect(rcnn?.weights).toHaveLength(2);
  expect(Math.min(...(rcnn?.frames.stepsMs['second-stage'] ?? []))).toBeGreaterThan(0);
  expect(yolo?.frames.stepsMs).not.toHaveProperty('second-stage');
  expect(absent?.failure?.message).not.toBe('');
  expect(absent?.frames.frame).toEqual([]);
});

test('a run of minutes lasts as long as was asked for, the frames begin again', async ({ page }) => {
  test.setTimeout(240_000);
  await openRunner(page);
  await page.setInputFiles('#file', cocoFiles(2).slice(1));
  const minutes = 0.1;
  const wanted = { contenders: ['yolo-256'], source: 'file', length: { kind: 'minutes', minutes } } as const;
  const result = await runAutomated(page, wanted);
  expect(result).toMatchObject({ ended: 'complete', source: { kind: 'pictures', frames: 2 } });
  expect(result.measuredMs).toBeGreaterThanOrEqual(60_000 * minutes);
  // A picture that was begun in time is looked at to its end, and no other is begun.
  const { atMs, totalMs } = result.results[0]?.frames ?? { atMs: [], totalMs: [] };
  expect(atMs.at(-2) ?? 0).toBeLessThan(60_000 * minutes);
  expect(result.measuredMs).toBeLessThan(60_000 * minutes + Math.max(...totalMs) + 5_000);
});

test('stopping keeps what was measured', async ({ page }) => {
  test.setTimeout(240_000);
  await openRunner(page);
  const stopped = page
    .waitForFunction(() => (globalThis.sightlineLab?.progress.share ?? 0) > 0.02, undefined, { timeout: 200_000 })
    .then(() => page.evaluate(() => globalThis.sightlineLab?.stop()));
  const result = await runAutomated(page, {
    contenders: ['yolo-256'],
    source: 'demo',
    length: { kind: 'frames', frames: 100 },
  });
  await stopped;
  expect(result.ended).toBe('stopped');
  expect(result.results[0]?.frames.frame.length).toBeGreaterThan(0);
  expect(result.results[0]?.frames.frame.length).toBeLessThan(100);
  expect(result.results[0]?.failure).toBeNull();
});

// The guard of every test sees to it that MediaPipe's usage posts reach nobody.
test('MediaPipe’s detector and classifier beside ours', async ({ page }) => {
  test.setTimeout(240_000);
  const files = [MEDIAPIPE['mediapipe-ssd'], MEDIAPIPE['mediapipe-mobilenet']].map(({ source }) => source.file);
  const missing = files.filter((file) => !existsSync(`${MODELS}/${file}`));
  test.skip(missing.length > 0, `${missing.join(', ')} not in ${MODELS}; name its folder in SIGHTLINE_MODELS`);
  for (const file of files)
    await page.route(`**/models/${file}`, (route) => route.fulfill({ path: `${MODELS}/${file}` }));
  await openRunner(page);
  await page.setInputFiles('#file', cocoFiles(2));
  const { results } = await runAutomated(page, { contenders: ['mediapipe-ssd', 'mediapipe-mobilenet', 'yolo-256'] });
  expect(results.map(({ failure }) => failure)).toEqual([null, null, null]);
  expect(results[0]).toMatchObject({ task: 'detect', engine: { provider: 'mediapipe-cpu' } });
  expect(results[0]?.accuracy?.ap50).toBeGreaterThan(0.1);
  expect(results[1]).toMatchObject({ task: 'classify', accuracy: null });
  expect(Math.min(...(results[1]?.frames.found ?? []))).toBeGreaterThan(0);
});

/** MediaPipe first reports what it was used for after about a minute. */
const SILENT_S = 70;

// It lasts more than a minute of measuring, because nothing shorter would prove anything.
test(`MediaPipe sends nothing anywhere while it works for ${SILENT_S} s`, async ({ page, context, baseURL }) => {
  test.setTimeout(360_000);
  const { file } = MEDIAPIPE['mediapipe-ssd'].source;
  const path = `${MODELS}/${file}`;
  test.skip(!existsSync(path), `${file} not in ${MODELS}; name its folder in SIGHTLINE_MODELS`);
  await page.route(`**/models/${file}`, (route) => route.fulfill({ path }));
  const foreign: string[] = [];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(baseURL ?? '').origin) foreign.push(request.url());
  });
  await openRunner(page);
  const result = await runAutomated(page, {
    contenders: ['mediapipe-ssd'],
    source: 'demo',
    length: { kind: 'minutes', minutes: SILENT_S / 60 },
  });
  expect(result).toMatchObject({ ended: 'complete', results: [{ failure: null }] });
  expect(result.measuredMs).toBeGreaterThanOrEqual(1_000 * SILENT_S);
  // It worked until the end, and not only at the beginning.
  const { atMs } = result.results[0]?.frames ?? { atMs: [] };
  expect(Math.max(...atMs)).toBeGreaterThan(1_000 * (SILENT_S - 10));
  expect(atMs.length).toBeGreaterThan(10);
  expect(foreign).toEqual([]);
});
