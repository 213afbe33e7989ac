/** `npm run kernels`: builds the CPU path's WebAssembly from its source; a unit test sees to it that the two belong together. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = 'workers/cpu/kernels/source/index.ts';
export const BUILT = fileURLToPath(new URL('../../workers/cpu/kernels/kernels.wasm.ts', import.meta.url));

/** @returns the TypeScript file that holds the compiled kernels. @throws Error with the compiler's words. */
export async function buildKernels(): Promise<string> {
  let binary: Uint8Array | undefined;
  const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory'];
  const { error, stderr } = await main(
    // Values of four lanes never leave the module.
    [SOURCE, '--baseDir', ROOT, '--outFile', 'kernels.wasm', ...flags, '--enable', 'simd', '--disableWarning', '112'],
    { writeFile: (_name, contents) => void (binary = contents as Uint8Array) },
  );
  if (error || !binary) throw new Error(stderr.toString() || String(error));
  const base64 = Buffer.from(binary).toString('base64');
  return `/** Built from \`source/\` by \`npm run kernels\`: not to be changed by hand. */\nexport const KERNELS_BASE64 =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(BUILT, await buildKernels());
