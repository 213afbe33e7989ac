/** Small networks on either processor of one runtime, for the self-check: through the engine's queue, one at a time. */
import type { RawOutputs } from '../../models/contract';
import { madeUpPicture, type ProbeNetwork } from '../../models/golden/networks';
import type { Prober } from '../gpu/self-check';
import type { Ort } from './ort-module';
import type { RunQueue } from './run-queue';

/** Without a pause, as frames follow; the first run, which compiles, is not among them. */
const TIMED_RUNS = 6;
/** A processor that takes this long for one run need not be known exactly. */
const SLOW_MS = 100;
/** The self-check has a patience of its own, which is shorter; this one only keeps the queue from waiting for ever. */
const WATCHDOG_MS = 180_000;

type Provider = 'webgpu' | 'wasm';
type Session = Awaited<ReturnType<Ort['InferenceSession']['create']>>;

export class OrtProber implements Prober {
  readonly #ort: Ort;
  readonly #device: GPUDevice | undefined;
  readonly #queue: RunQueue;

  /** @param device undefined: WASM only. */
  constructor(ort: Ort, device: GPUDevice | undefined, queue: RunQueue) {
    this.#ort = ort;
    this.#device = device;
    this.#queue = queue;
  }

  async answer(network: ProbeNetwork, provider: Provider): Promise<RawOutputs> {
    return (await this.timedAnswer(network, provider)).answers;
  }

  /** @returns also how long the second run took: the first one compiles. */
  timedAnswer(network: ProbeNetwork, provider: Provider): Promise<{ answers: RawOutputs; runMs: number }> {
    return this.#with(network, provider, 'cpu', async (session, feeds) => {
      await session.run(feeds);
      const start = performance.now();
      const results = await session.run(feeds);
      const runMs = performance.now() - start;
      const answers = network.outputs.map((name) => {
        const { data, dims } = results[name] ?? { data: [], dims: [] };
        return [name, { data: data instanceof Float32Array ? data : new Float32Array(), dims }] as const;
      });
      return { answers: Object.fromEntries(answers), runMs };
    });
  }

  pace(network: ProbeNetwork, provider: Provider): Promise<number> {
    // Answers stay on the GPU: reading back after each run would time the waiting, which frames do not do.
    return this.#with(network, provider, provider === 'webgpu' ? 'gpu-buffer' : 'cpu', async (session, feeds) => {
      const once = async (): Promise<void> => {
        const results = await session.run(feeds);
        if (provider === 'wasm') return;
        for (const tensor of Object.values(results)) tensor.dispose();
      };
      const finished = async (): Promise<void> => this.#device?.queue.onSubmittedWorkDone();
      const timed = async (runs: number): Promise<number> => {
        const start = performance.now();
        for (let i = 0; i < runs; i++) await once();
        await finished();
        return (performance.now() - start) / runs;
      };
      await timed(1);
      const first = await timed(1);
      return first > SLOW_MS ? first : timed(TIMED_RUNS);
    });
  }

  #with<T>(
    { bytes, inputName, inputDims }: ProbeNetwork,
    provider: Provider,
    preferredOutputLocation: 'cpu' | 'gpu-buffer',
    work: (session: Session, feeds: Parameters<Session['run']>[0]) => Promise<T>,
  ): Promise<T> {
    const device = this.#device;
    const run = async (): Promise<T> => {
      if (provider === 'webgpu' && !device) throw new Error('there is no GPU device');
      const session = await this.#ort.InferenceSession.create(bytes, {
        executionProviders: device && provider === 'webgpu' ? [webgpuOn(device)] : ['wasm'],
        preferredOutputLocation,
        logSeverityLevel: 3,
      });
      try {
        const length = inputDims.reduce((a, b) => a * b, 1);
        const image = new this.#ort.Tensor('float32', madeUpPicture(length), inputDims);
        return await work(session, { [inputName]: image });
      } finally {
        await session.release();
      }
    };
    return this.#queue.add('self-check', run, WATCHDOG_MS);
  }
}

/** The device goes in with each session: `env.webgpu.device` is not read in 1.30 (onnxruntime #26107). */
export function webgpuOn(device: GPUDevice): { name: 'webgpu' } {
  return { name: 'webgpu', device } as { name: 'webgpu' };
}
