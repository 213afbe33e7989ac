import { describe, expect, it } from 'vitest';
import { playwrightCounts, vitestCounts } from '../../tools/test-counts';

describe('test counts', () => {
  it('counts a vitest report, with a file that did not load as a failure', () => {
    expect(
      vitestCounts({
        numPassedTests: 2,
        numFailedTests: 1,
        testResults: [
          {
            status: 'failed',
            assertionResults: [
              { fullName: 'a', status: 'passed' },
              { fullName: 'b', status: 'failed' },
              { fullName: 'c', status: 'pending' },
              { fullName: 'd', status: 'todo' },
            ],
          },
          { status: 'failed', assertionResults: [] },
        ],
      }),
    ).toEqual({ passed: 2, failed: 2, skipped: ['c', 'd'] });
  });

  it('counts a Playwright report and says why a test was skipped', () => {
    const spec = (title: string, status: 'expected' | 'unexpected' | 'flaky' | 'skipped', why?: string) => ({
      title,
      tests: [{ status, annotations: why === undefined ? [] : [{ type: 'skip', description: why }] }],
    });
    expect(
      playwrightCounts({
        errors: [],
        suites: [
          {
            title: 'a.spec.ts',
            specs: [spec('one', 'expected'), spec('two', 'skipped', 'no footage')],
            suites: [{ title: 'group', specs: [spec('three', 'unexpected'), spec('four', 'flaky')] }],
          },
        ],
      }),
    ).toEqual({ passed: 2, failed: 1, skipped: ['a.spec.ts › two (no footage)'] });
  });
});
