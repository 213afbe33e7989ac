/** What the self-test's worker finds out; the page adds what only it can see. Types only; both sides import them. */
import type { SelfCheck } from './gpu/self-check';

export interface AdapterFacts {
  readonly name: string;
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** One way of running one file. */
export interface NetworkRun {
  /** From the answers stored at export, `worstDifference`; null where it is boundless or none are stored. */
  readonly difference: number | null;
  readonly right: boolean;
  readonly createMs: number;
  readonly runMs: number;
}

export interface NetworkResult {
  readonly file: string;
  readonly wasm: NetworkRun | { readonly error: string };
  /** Absent without a GPU worth the time. */
  readonly webgpu?: NetworkRun | { readonly error: string };
}

export interface WorkerReport {
  readonly wasm: { readonly simd: boolean; readonly jspi: boolean; readonly build: string; readonly threads: number };
  readonly workerSources: {
    readonly trackProcessor: boolean;
    readonly videoFrame: boolean;
    readonly offscreen2d: boolean;
  };
  readonly adapter: AdapterFacts | null;
  /** Null where there is no adapter. */
  readonly selfCheck: SelfCheck | null;
  readonly networks: readonly NetworkResult[];
  /** Whole parts, milliseconds. */
  readonly timingsMs: Readonly<Record<string, number>>;
}

export type FromSelfTest =
  | { readonly type: 'step'; readonly text: string }
  | { readonly type: 'done'; readonly report: WorkerReport }
  | { readonly type: 'failed'; readonly message: string };
