/** Decides where networks run and starts the runtime for it. */
import { messageOf, FaultError } from '../fault';
import { findAdapter, isSoftware } from '../gpu/device';
import type { Engine } from './engine';
import { startOrt, type OrtOptions } from './ort';
import { chooseBuild, hasJspi, hasWasmSimd, isWebKit } from './ort-build';
import { startWorkerEngine } from './worker-engine';

/** @throws FaultError `engine-start`, with the reason and the remedy in its message. */
export async function startEngine(options: OrtOptions): Promise<Engine> {
  const { choice, threads } = options;
  if (!hasWasmSimd()) throw new FaultError('engine-start', 'this browser has no WebAssembly SIMD');
  try {
    const adapter = choice === 'wasm' ? undefined : await findAdapter();
    const picked = chooseBuild(choice, {
      jspi: hasJspi(),
      webkit: isWebKit(),
      adapter: !adapter ? 'none' : isSoftware(adapter) ? 'software' : 'hardware',
    });
    if (picked.provider === 'wasm') return await startWorkerEngine({ threads, note: picked.note });
    return await startOrt(options);
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError('engine-start', messageOf(error), { cause: error });
  }
}
