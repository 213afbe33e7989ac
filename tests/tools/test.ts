/** `npm test`: every check of the project. `npm test -- unit e2e` runs only the stages named. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.ts';
import { STAGES } from './stages.ts';
import type { Stage } from './stages.ts';
import { playwrightCounts, vitestCounts } from './test-counts.ts';
import type { Counts } from './test-counts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORTS = join(ROOT, 'test-results', 'reports');

/** Runs a stage with its output on the screen. */
function run(stage: Stage): Counts {
  const report = join(REPORTS, `${stage.name}.json`);
  const [binary, ...args] = stage.command;
  if (stage.reports === 'vitest') args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  if (stage.reports === 'playwright') args.push('--reporter=list,json');
  const { status, error } = spawnSync(binary, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  });
  if (error) console.error(error.message);
  const whole: Counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] };
  if (!stage.reports) return whole;
  if (!existsSync(report)) return { ...whole, passed: 0 };
  const json: unknown = JSON.parse(readFileSync(report, 'utf8'));
  const counts =
    stage.reports === 'vitest'
      ? vitestCounts(json as Parameters<typeof vitestCounts>[0])
      : playwrightCounts(json as Parameters<typeof playwrightCounts>[0]);
  // An error outside any test (an unhandled rejection, a crashed browser) shows only in the exit status.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function main(names: readonly string[]): number {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`No stage ${unknown.join(', ')}. There are: ${STAGES.map(({ name }) => name).join(' ')}`);
    return 1;
  }
  try {
    console.log(`Browser: ${findBrowser()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });

  const failedStages: string[] = [];
  const lines: string[] = [];
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const stage of STAGES) {
    if (names.length > 0 && !names.includes(stage.name)) continue;
    const missing = stage.needs?.find((name) => failedStages.includes(name));
    if (missing !== undefined) {
      skipped.push(`${stage.name}: everything, because ${missing} failed`);
      lines.push(`${stage.name.padEnd(11)} not run: ${missing} failed`);
      continue;
    }
    console.log(`\n=== ${stage.name}`);
    const startMs = performance.now();
    const counts = run(stage);
    passed += counts.passed;
    failed += counts.failed;
    skipped.push(...counts.skipped.map((name) => `${stage.name}: ${name}`));
    if (counts.failed > 0) failedStages.push(stage.name);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1).padStart(6);
    const tally = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped`;
    lines.push(
      `${stage.name.padEnd(11)} ${seconds} s  ${tally}${counts.passed + counts.failed === 0 ? ' (no tests)' : ''}`,
    );
    console.log(`--- ${lines.at(-1) ?? ''}`);
  }

  console.log(`\nStages\n${lines.map((line) => `  ${line}`).join('\n')}`);
  if (skipped.length > 0) console.log(`\nSkipped\n${skipped.map((name) => `  ${name}`).join('\n')}`);
  for (const name of failedStages) console.error(`\nStage ${name} failed. Run it alone with: npm test -- ${name}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
