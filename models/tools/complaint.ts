/** Faults a person can act on: told in one line, without a stack. */
export class Complaint extends Error {}

/** Runs a command-line tool; exit code 1 after a fault. */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const plain = error instanceof Complaint || code.startsWith('ERR_PARSE_ARGS');
    console.error(plain ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
