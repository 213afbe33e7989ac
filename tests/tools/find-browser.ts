/** Finds a Chromium for the tests, or installs the one Playwright brings. `tsx tests/tools/find-browser.ts` prints its path. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PROGRAM_FILES = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']];

/** Where a system browser may lie, best first. */
function* candidates(): Generator<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) for (const name of NAMES) yield join(folder, name);
  yield '/usr/bin/chromium';
  yield '/snap/bin/chromium';
  yield '/Applications/Chromium.app/Contents/MacOS/Chromium';
  yield '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  for (const folder of PROGRAM_FILES) if (folder) yield join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe');
}

/**
 * `CHROMIUM_PATH`, then an installed Chromium or Chrome, then the one Playwright downloaded earlier.
 * @returns an absolute path, undefined where there is none.
 * @throws Error where CHROMIUM_PATH names no file.
 */
export function installedBrowser(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names no file: ${chosen}`);
    return chosen;
  }
  for (const path of candidates()) if (existsSync(path)) return path;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

/**
 * As `installedBrowser`, and downloads Playwright's Chromium (about 170 MB, once) where there is none.
 * @throws Error with the next step where that fails too.
 */
export function findBrowser(): string {
  const found = installedBrowser();
  if (found) return found;
  console.log('No Chromium or Chrome found; Playwright downloads one (about 170 MB, once) …');
  const cli = fileURLToPath(import.meta.resolve('playwright/package.json')).replace(/package\.json$/, 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  const installed = installedBrowser();
  if (installed) return installed;
  throw new Error(
    'No browser to test in, and the download failed. Install Chromium or Chrome (Debian: apt install chromium), ' +
      'or set CHROMIUM_PATH to one, and run again.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findBrowser());
