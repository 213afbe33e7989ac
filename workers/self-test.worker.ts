/** Entry of the self-test's worker: tries the runtime, the GPU and every network that ships, and reports figures. */
import { CATALOG, precisionOf, type WeightsFile } from '../models/catalog';
import { worstDifference } from '../models/golden/compare';
import { modelOf } from '../models/registry';
import { storedAnswers } from '../models/stored-answers';
import { shippedWeightsUrl } from '../models/weights';
import { graphOf } from './engines/graph';
import { chooseBuild, hasJspi, hasWasmSimd, isWebKit } from './engines/ort-build';
import { loadOrt } from './engines/ort-module';
import { OrtGpu } from './engines/ort-gpu';
import { OrtProber } from './engines/ort-prober';
import { RunQueue } from './engines/run-queue';
import { threadCount } from './engines/thread-count';
import { messageOf } from './fault';
import { findAdapter, isSoftware, nameOf, openDevice } from './gpu/device';
import { tryDevice } from './gpu/open-gpu';
import { NETWORK_TOLERANCE } from './gpu/network-tolerance';
import type { SelfCheck } from './gpu/self-check';
import type { AdapterFacts, FromSelfTest, NetworkResult, NetworkRun, WorkerReport } from './self-test-report';

const send = (message: FromSelfTest): void => self.postMessage(message);
const step = (text: string): void => send({ type: 'step', text });

async function test(): Promise<WorkerReport> {
  const timingsMs: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    timingsMs[name] = Math.round(performance.now() - start);
    return result;
  };
  step('Looking for a graphics processor');
  const adapter = await timed('adapter', findAdapter);
  const facts = { jspi: hasJspi(), webkit: isWebKit() };
  const { build } = chooseBuild(adapter ? 'webgpu' : 'auto', { ...facts, adapter: adapter ? 'hardware' : 'none' });
  const threads = threadCount(0);
  step('Starting the runtime');
  const { ort } = await timed('runtime', () => loadOrt(build, threads));
  const device = adapter && build !== 'wasm' ? (await openDevice(adapter)).device : undefined;
  const queue = new RunQueue();
  let selfCheck: SelfCheck | null = null;
  if (adapter && device) {
    step('Checking the graphics processor');
    const runtime = new OrtGpu(ort, device, { queue });
    // An emulated one takes a minute to be told that it is slow.
    selfCheck = await timed('selfCheck', () => tryDevice(runtime, adapter, !isSoftware(adapter)));
  }
  const worthIt = device && adapter && !isSoftware(adapter) && selfCheck?.hung !== true;
  const networks = await timed('networks', () =>
    tryNetworks(new OrtProber(ort, device, queue), worthIt ? device.features.has('shader-f16') : undefined),
  );
  device?.destroy();
  return {
    wasm: { simd: hasWasmSimd(), jspi: facts.jspi, build, threads },
    workerSources: {
      trackProcessor: 'MediaStreamTrackProcessor' in self,
      videoFrame: typeof VideoFrame === 'function',
      offscreen2d: typeof OffscreenCanvas === 'function' && new OffscreenCanvas(1, 1).getContext('2d') !== null,
    },
    adapter: adapter ? factsOf(adapter) : null,
    selfCheck,
    networks,
    timingsMs,
  };
}

function factsOf(adapter: GPUAdapter): AdapterFacts {
  const limits: Record<string, number> = {};
  // Limits are getters of the prototype: `Object.entries` sees none of them.
  for (const name in adapter.limits) {
    const value = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') limits[name] = value;
  }
  return { name: nameOf(adapter), software: isSoftware(adapter), features: [...adapter.features].sort(), limits };
}

/** @param halfFloats whether files in half floats are tried on the GPU; undefined: there is no GPU to try. */
async function tryNetworks(prober: OrtProber, halfFloats: boolean | undefined): Promise<NetworkResult[]> {
  const results: NetworkResult[] = [];
  for (const { id, source, title } of CATALOG) {
    if (source.kind !== 'built-in' || source.bytes === 0) continue;
    const graph = graphOf(modelOf(id).spec);
    const { f16, u8 } = source.variants;
    for (const file of [source, ...(halfFloats && f16 ? [f16] : []), ...(u8 ? [u8] : [])] satisfies WeightsFile[]) {
      step(`Trying ${title}`);
      const run = (provider: 'wasm' | 'webgpu'): Promise<NetworkRun | { error: string }> =>
        tryFile(prober, file.file, provider, graph).catch((error: unknown) => ({ error: messageOf(error) }));
      const wasm = await run('wasm');
      const onGpu = halfFloats !== undefined && file !== u8;
      results.push({ file: file.file, wasm, ...(onGpu ? { webgpu: await run('webgpu') } : {}) });
    }
  }
  return results;
}

async function tryFile(
  prober: OrtProber,
  file: string,
  provider: 'wasm' | 'webgpu',
  { inputs, outputs }: ReturnType<typeof graphOf>,
): Promise<NetworkRun> {
  const url = shippedWeightsUrl(file);
  const [input] = inputs;
  if (!url || !input) throw new Error('not in this build');
  const response = await fetch(new URL(url, self.location.href));
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const start = performance.now();
  const network = { bytes, inputName: input.name, inputDims: input.dims, outputs };
  const { answers, runMs } = await prober.timedAnswer(network, provider);
  const createMs = performance.now() - start - runMs;
  const stored = await storedAnswers(file, outputs);
  const difference = stored ? worstDifference(answers, stored) : Infinity;
  const tolerance = NETWORK_TOLERANCE[precisionOf(file)];
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    difference: Number.isFinite(difference) ? difference : null,
    right: difference <= tolerance,
    createMs: round(createMs),
    runMs: round(runMs),
  };
}

test().then(
  (report) => send({ type: 'done', report }),
  (error: unknown) => send({ type: 'failed', message: messageOf(error) }),
);
