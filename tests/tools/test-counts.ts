/** Counts the tests of a stage from the JSON that vitest or Playwright wrote. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Names of the tests that did not run, todo included. */
  readonly skipped: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export function vitestCounts(report: VitestReport): Counts {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  // A file that fails to load has no tests, and still is a failure.
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const ran = new Set(['passed', 'failed']);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: tests.filter(({ status }) => !ran.has(status)).map(({ fullName }) => fullName),
  };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly PlaywrightSpec[];
}
interface PlaywrightSpec {
  readonly title: string;
  readonly tests: readonly {
    readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
    readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  }[];
}
export interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  /** Failures outside a test, such as a web server that does not start. */
  readonly errors: readonly unknown[];
}

export function playwrightCounts(report: PlaywrightReport): Counts {
  let passed = 0;
  let failed = report.errors.length;
  const skipped: string[] = [];
  const visit = (suite: PlaywrightSuite, path: string): void => {
    for (const { title, tests } of suite.specs ?? []) {
      for (const { status, annotations } of tests) {
        const why = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
        if (status === 'skipped') skipped.push(`${path} › ${title}${why ? ` (${why})` : ''}`);
        // A test that passes only at its second try counts as passed; the list reporter names it.
        else if (status === 'unexpected') failed += 1;
        else passed += 1;
      }
    }
    for (const child of suite.suites ?? []) visit(child, `${path} › ${child.title}`);
  };
  for (const suite of report.suites) visit(suite, suite.title);
  return { passed, failed, skipped };
}
