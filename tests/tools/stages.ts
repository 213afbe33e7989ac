/** The stages of `npm test`, in order: the quick ones first. */
export interface Stage {
  readonly name: string;
  /** A binary of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Whose report counts its tests; other stages count as one test each. */
  readonly reports?: 'vitest' | 'playwright';
  /** Stages without which this one means nothing. */
  readonly needs?: readonly string[];
}

function vitest(project: string): Stage {
  const command = [
    'vitest',
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--project',
    project,
    '--passWithNoTests',
  ] as const;
  return { name: project, reports: 'vitest', command };
}

export const STAGES: readonly Stage[] = [
  { name: 'typecheck', command: ['tsc', '--build'] },
  { name: 'lint', command: ['eslint', '--config', 'tests/tools/eslint.config.js', '--max-warnings', '0', '.'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  vitest('unit'),
  vitest('parity'),
  vitest('components'),
  vitest('gpu'),
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'] },
  { name: 'size', command: ['tsx', 'tests/tools/size-report.ts'], needs: ['build'] },
  {
    name: 'build:lib',
    command: ['vite', 'build', '--config', 'tests/tools/library.config.ts', '--logLevel', 'warn'],
  },
  { name: 'library', command: ['tsx', 'tests/tools/library-package.ts'], needs: ['build:lib'] },
  {
    name: 'e2e',
    reports: 'playwright',
    needs: ['build', 'build:lib'],
    command: ['playwright', 'test', '--config', 'tests/playwright.config.ts'],
  },
];
