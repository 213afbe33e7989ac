/** What the tests of the comparison lab share: its page and what they give it, and the lab without its page (`?lab=run`). */
import { strToU8, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright/test';
import type { AutomatedRun } from '../../src/lab/compare/automation';
import { parseRunFile } from '../../src/lab/compare/parse-run-file';
import type { RunFile } from '../../src/lab/compare/run-file';
import { expect } from './app-test';

const FIXTURES = fileURLToPath(new URL('../fixtures/demo/', import.meta.url));

export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

interface Labels {
  readonly width: number;
  readonly height: number;
  readonly labelled: readonly {
    readonly still?: string;
    readonly objects: readonly { readonly label: string; readonly box: readonly number[]; readonly visible: number }[];
  }[];
}

/** Stills whose labels are exact, as a COCO set; with a class that nobody knows and a picture that is not there. */
export function cocoFiles(count: number): GivenFile[] {
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

/** Stills of the demo clip as VOC lays them out; beside their exact labels a box beyond its picture and one that leaves it. */
export function vocZip(count: number): GivenFile {
  const { width, height, labelled } = JSON.parse(readFileSync(`${FIXTURES}labels.json`, 'utf8')) as Labels;
  const stills = labelled.filter(({ still }) => still !== undefined).slice(0, count);
  const object = (label: string, [x = 0, y = 0, w = 0, h = 0]: readonly number[], difficult = 0): string =>
    `<object><name>${label}</name><difficult>${difficult}</difficult><bndbox><xmin>${x + 1}</xmin><ymin>${y + 1}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox></object>`;
  const odd = object('cat', [5000, 10, 20, 20]) + object('person', [width - 20, height - 40, 100, 30], 1);
  const files = stills.flatMap(({ still = '', objects }, i) => {
    const boxes = objects.map(({ label, box, visible }) => object(label, box, Number(visible < 0.5))).join('');
    const sheet = `<annotation><filename>${still}</filename><size><width>${width}</width><height>${height}</height></size>${boxes}${i === 0 ? odd : ''}</annotation>`;
    return [
      [`set/Annotations/${still.replace(/\.jpg$/, '.xml')}`, strToU8(sheet)],
      [`set/JPEGImages/${still}`, new Uint8Array(readFileSync(`${FIXTURES}${still}`))],
    ] as const;
  });
  return { name: 'set.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(Object.fromEntries(files))) };
}

/** A still of the demo clip as a file of the user's own. */
export function stillFile(still: string): GivenFile {
  return { name: still, mimeType: 'image/jpeg', buffer: readFileSync(`${FIXTURES}${still}`) };
}

export async function openLab(page: Page): Promise<void> {
  await page.goto('/?lab=compare');
  await expect(page.getByRole('heading', { name: 'Comparison lab' })).toBeVisible();
  await expect(page.locator('sightline-app')).toHaveCount(0);
}

/** The smallest run there is: one contender on one thread. */
export async function onlyFirstContender(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Remove contender B' }).click();
}

export async function measure(page: Page, frames: number): Promise<void> {
  const amount = page.getByRole('spinbutton', { name: 'Run for' });
  await amount.fill(String(frames));
  await amount.blur();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
}

/** Presses the button that asks for files, and gives them. */
export async function give(
  page: Page,
  button: string,
  files: GivenFile | readonly GivenFile[] | string,
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(files as GivenFile | GivenFile[] | string);
}

/** The run that is shown, as it is exported. @returns it and its file. */
export async function exported(page: Page): Promise<{ readonly run: RunFile; readonly path: string }> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const path = await (await saved).path();
  return { run: parseRunFile(readFileSync(path, 'utf8')), path };
}

/** The lab without its page. */
export async function openRunner(page: Page): Promise<void> {
  await page.goto('/?lab=run');
  await page.waitForFunction(() => globalThis.sightlineLab !== undefined);
}

export async function runAutomated(page: Page, wanted: Partial<AutomatedRun>): Promise<RunFile> {
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
