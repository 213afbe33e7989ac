/** `npm run lab`: the comparison lab of the built app, driven in a headless Chromium. */
import { writeFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright';
import type { AutomatedRun } from '../../src/lab/compare/automation';
import { runJson, summaryCsv } from '../../src/lab/compare/export-run';
import type { RunFile } from '../../src/lab/compare/run-file';
import { fakeCamera, QUIET, REAL_GPU, SOFTWARE_GPU } from '../tools/chromium-args';
import { findBrowser } from '../tools/find-browser';
import { HELP, labOptions, OptionError, type LabOptions } from './options';
import { remarksOn, tableOf } from './report';
import { serveLab } from './serve-lab';

const TELL_EVERY_MS = 2000;

/** @throws Error in the lab's words. */
export async function runLab(options: LabOptions): Promise<RunFile> {
  const server = await serveLab(options.dist, options.models);
  const graphics = options.realGpu ? REAL_GPU : options.needsGpu ? SOFTWARE_GPU : [];
  const camera = options.source.kind === 'camera' ? fakeCamera() : [];
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...QUIET, ...graphics, ...camera] });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block', permissions: ['camera'] });
    const page = await context.newPage();
    await page.goto(`${server.url}?lab=run`);
    await page.waitForFunction(() => globalThis.sightlineLab !== undefined);
    await giveFiles(page, options.source);
    return await drive(page, options);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function giveFiles(page: Page, source: LabOptions['source']): Promise<void> {
  if ('files' in source && source.files) await page.setInputFiles('#file', [...source.files]);
  if ('folder' in source && source.folder) await page.setInputFiles('#folder', source.folder);
}

async function drive(page: Page, options: LabOptions): Promise<RunFile> {
  const { contenders, source, length, warmUpLooks, seed, measureMemory } = options;
  const wanted: AutomatedRun = { contenders, source: source.kind, length, warmUpLooks, seed, measureMemory };
  const stop = (): void => void page.evaluate(() => globalThis.sightlineLab?.stop());
  process.once('SIGINT', stop);
  const tell = setInterval(() => {
    page
      .evaluate(() => globalThis.sightlineLab?.progress)
      .then(
        (progress) => progress && showProgress(progress),
        () => undefined, // The page is closing.
      );
  }, TELL_EVERY_MS);
  try {
    const run = await page.evaluate((one) => globalThis.sightlineLab?.run(one), wanted);
    if (!run) throw new Error('the built app has no lab; build it anew');
    return run;
  } finally {
    clearInterval(tell);
    process.off('SIGINT', stop);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

let told = '';
function showProgress({ share, words }: { readonly share: number; readonly words: string }): void {
  const percent = `${Math.floor(100 * share)} %`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${percent} ${words}`);
  else if (percent !== told) process.stderr.write(`${percent} ${words}\n`);
  told = percent;
}

async function main(): Promise<void> {
  const options = labOptions(process.argv.slice(2));
  if (!options) {
    console.log(HELP);
    return;
  }
  const run = await runLab(options);
  writeFileSync(options.out, runJson(run));
  if (options.csv) writeFileSync(options.csv, summaryCsv(run));
  console.log(`${tableOf(run)}\n\nMilliseconds; 95 % intervals in brackets.`);
  for (const line of remarksOn(run)) console.log(`- ${line}`);
  console.log(`\nKept in ${options.out}; the lab opens it (?lab=compare).`);
}

main().catch((error: unknown) => {
  const plain = error instanceof OptionError || error instanceof RangeError;
  console.error(plain ? error.message : error);
  process.exitCode = 1;
});
