/**
 * Whether WebGPU may be trusted here: right, and faster than the processor. Drivers answer wrongly without an error (onnxruntime
 * #29807, #26732), so nothing but stored answers tells. Takes under a third of a second on a GPU worth using.
 */
import type { RawOutputs } from '../../models/contract';
import { GOLDEN_ANSWERS } from '../../models/golden/answers';
import { worstDifference, type StoredAnswers } from '../../models/golden/compare';
import { goldenNetwork, paceNetwork, type ProbeNetwork } from '../../models/golden/networks';
import { deadline } from '../engines/deadline';
import { messageOf } from '../fault';

/** What the runtime must be able to do for a check. `ort.ts` gives it; a test hands in its own. */
export interface Prober {
  /** What the network answers to `madeUpPicture`. */
  answer(network: ProbeNetwork, provider: 'webgpu' | 'wasm'): Promise<RawOutputs>;
  /** Of several runs in a row after a warm-up the mean time of one, milliseconds. */
  pace(network: ProbeNetwork, provider: 'webgpu' | 'wasm'): Promise<number>;
}

export interface SelfCheckOptions {
  readonly prober: Prober;
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** What is wrong with pictures; empty where nothing is (`picture-check.ts`). */
  readonly picture: () => Promise<string>;
  /** False where WebGPU was demanded: then being slow is no reason against it. */
  readonly comparePace: boolean;
  /** Milliseconds until the GPU counts as hung. */
  readonly patienceMs: number;
}

export interface SelfCheck {
  /** Why WebGPU is not to be used, a clause in plain words; empty where it may be. */
  readonly refusal: string;
  /** Largest difference of the golden network's answers; undefined where it gave none. */
  readonly goldenDifference?: number;
  readonly paceMs?: { readonly webgpu: number; readonly wasm: number };
  /** A call never came back: the runtime is unusable and the worker has to be replaced. */
  readonly hung?: boolean;
  /** The device went away meanwhile, which may be the moment's. */
  readonly lost?: boolean;
}

/** |Δ| of a golden answer, all within 0..1. Float order costs 1e-6; a broken kernel or driver is off by 0.01 and more. */
export const GOLDEN_TOLERANCE = 1e-3;
/** Compiling two dozen small shaders takes a slow phone a second or two, and an emulated GPU on a busy machine half a minute. */
export const PATIENCE_MS = { hardware: 20_000, software: 120_000 } as const;

const HUNG = 'the graphics processor did not answer';

/** Never throws: whatever goes wrong is a reason not to use WebGPU. */
export async function checkGpu(options: SelfCheckOptions): Promise<SelfCheck> {
  let stopWatching = (): void => undefined;
  const patience = new Promise<SelfCheck>((resolve) => {
    stopWatching = deadline(options.patienceMs, () => resolve({ refusal: HUNG, hung: true }));
  });
  const lost = options.lost.then(({ message }) => ({
    refusal: `the graphics processor was lost: ${message}`,
    lost: true,
  }));
  const refused = (error: unknown): SelfCheck => ({
    refusal: `the graphics processor fails on a small network: ${messageOf(error)}`,
  });
  try {
    return await Promise.race([check(options).catch(refused), lost, patience]);
  } finally {
    stopWatching();
  }
}

async function check({ prober, picture, comparePace }: SelfCheckOptions): Promise<SelfCheck> {
  const answers = await prober.answer(goldenNetwork(), 'webgpu');
  const goldenDifference = worstDifference(answers, GOLDEN);
  if (!(goldenDifference <= GOLDEN_TOLERANCE)) {
    const off = Number.isFinite(goldenDifference) ? `off by ${goldenDifference.toPrecision(2)}` : 'not numbers';
    return { refusal: `the graphics processor computes wrongly (${off})`, goldenDifference };
  }
  const wrong = await picture();
  if (wrong) return { refusal: `the graphics processor ${wrong}`, goldenDifference };
  if (!comparePace) return { refusal: '', goldenDifference };
  const network = paceNetwork();
  const paceMs = { webgpu: await prober.pace(network, 'webgpu'), wasm: await prober.pace(network, 'wasm') };
  const slow = paceMs.webgpu > paceMs.wasm;
  const figures = `${paceMs.webgpu.toFixed(1)} ms against ${paceMs.wasm.toFixed(1)} ms`;
  const refusal = slow ? `the graphics processor is slower than the main one here (${figures})` : '';
  return { refusal, goldenDifference, paceMs };
}

const GOLDEN: StoredAnswers = Object.fromEntries(
  Object.entries(GOLDEN_ANSWERS).map(([name, values]) => [name, { stride: 1, values }]),
);
