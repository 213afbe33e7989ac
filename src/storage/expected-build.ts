/**
 * Which runtime this browser will need, known before the vision worker has run, so that "Make available offline" can say
 * its size. The rule is the worker's own; once the worker runs, what it says counts.
 */
import { chooseBuild, hasJspi, isWebKit } from '../../workers/engines/ort-build';
import type { EngineChoice, OrtBuild } from '../../workers/protocol';

/** The part of WebGPU this asks about; the page has no other use for it. */
interface GpuOfNavigator {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

async function adapterKind(): Promise<'none' | 'software' | 'hardware'> {
  const { gpu } = navigator as Navigator & { gpu?: GpuOfNavigator };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return 'none';
  return adapter.info?.isFallbackAdapter ? 'software' : 'hardware';
}

export async function expectedBuild(choice: EngineChoice): Promise<OrtBuild> {
  const facts = { jspi: hasJspi(), webkit: isWebKit(), adapter: await adapterKind() };
  // Demanding WebGPU where there is none fails in the worker, in plain words; here it only means: no WebGPU.
  return chooseBuild(facts.adapter === 'none' ? 'auto' : choice, facts).build;
}
