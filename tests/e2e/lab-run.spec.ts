/** The comparison lab without its page (?lab=run, as `npm run lab` drives it), on labelled frames of the demo clip. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import { MEDIAPIPE } from '../../models/mediapipe';
import type { AutomatedRun } from '../../src/lab/compare/automation';
import { parseRunFile } from '../../src/lab/compare/parse-run-file';
import type { RunFile } from '../../src/lab/compare/run-file';
import { expect, test } from './app-test';

const FIXTURES = fileURLToPath(new URL('../fixtures/demo/', import.meta.url));
const MODELS =
  process.env['SIGHTLINE_MODELS'] ?? fileURLToPath(new URL('../../../shared/reference-models', import.meta.url));

// A service worker would ask for the files that the tests put in the way of the page.
test.use({ serviceWorkers: 'block' });

interface Labels {
  readonly width: number;
  readonly height: number;
  readonly labelled: readonly {
    readonly still?: string;
    readonly objects: readonly { readonly label: string; readonly box: readonly number[]; readonly visible: number }[];
  }[];
}

/** Stills whose labels are exact, as a COCO set; with a class that nobody knows and a picture that is not there. */
function cocoFiles(count: number) {
  const { width, height, labelled } = JSON.parse(readFileSync(`${FIXTURES}labels.json`, 'utf8')) as Labels;
  const stills = labelled.filter(({ still }) => still !== undefined).slice(0, count);
  const categories = [...new Set(stills.flatMap(({ objects }) => objects.map(({ label }) => label)))];
  const annotations = stills.flatMap(({ objects }, image) =>
    objects.map(({ label, box, visible }) => ({
      image_id: image,
      category_id: categories.indexOf(label),
      bbox: box,
      iscrowd: Number(visible < 0.5),
    })),
  );
  const coco = {
    images: [
      ...stills.map(({ still }, id) => ({ id, file_name: still, width, height })),
      { id: 99, file_name: 'gone.jpg', width, height },
    ],
    categories: [...categories.map((name, id) => ({ id, name })), { id: 999, name: 'unicorn' }],
    annotations: [...annotations, { image_id: 0, category_id: 999, bbox: [0, 0, 10, 10] }],
  };
  return [
    { name: 'instances_demo.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(coco)) },
    ...stills.map(({ still = '' }) => ({
      name: still,
      mimeType: 'image/jpeg',
      buffer: readFileSync(`${FIXTURES}${still}`),
    })),
  ];
}

async function run(page: Page, wanted: Partial<AutomatedRun>): Promise<RunFile> {
  const whole: AutomatedRun = {
    contenders: ['yolo'],
    source: 'labelled',
    length: undefined,
    warmUpLooks: 1,
    seed: 1,
    measureMemory: false,
    ...wanted,
  };
  const text = await page.evaluate(async (one) => JSON.stringify(await globalThis.sightlineLab?.run(one)), whole);
  // As it would be opened elsewhere.
  return parseRunFile(text);
}

async function open(page: Page): Promise<void> {
  await page.goto('/?lab=run');
  await page.waitForFunction(() => globalThis.sightlineLab !== undefined);
}

test('one stage against two on labelled pictures; who cannot take part is told, and the others go on', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page);
  await page.setInputFiles('#file', cocoFiles(4));
  // Half floats ship for WebGPU only, which this browser does not have.
  const result = await run(page, { contenders: ['yolo', 'rcnn@k32', 'yolo@webgpu@f16'] });
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

test('stopping keeps what was measured', async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  const stopped = page
    .waitForFunction(() => (globalThis.sightlineLab?.progress.share ?? 0) > 0.02, undefined, { timeout: 200_000 })
    .then(() => page.evaluate(() => globalThis.sightlineLab?.stop()));
  const result = await run(page, {
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
  await open(page);
  await page.setInputFiles('#file', cocoFiles(2));
  const { results } = await run(page, { contenders: ['mediapipe-ssd', 'mediapipe-mobilenet', 'yolo-256'] });
  expect(results.map(({ failure }) => failure)).toEqual([null, null, null]);
  expect(results[0]).toMatchObject({ task: 'detect', engine: { provider: 'mediapipe-cpu' } });
  expect(results[0]?.accuracy?.ap50).toBeGreaterThan(0.1);
  expect(results[1]).toMatchObject({ task: 'classify', accuracy: null });
  expect(Math.min(...(results[1]?.frames.found ?? []))).toBeGreaterThan(0);
});
