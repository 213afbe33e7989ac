/** Which ONNX Runtime Web build this browser gets: the smallest that can do the job. Nothing is fetched to find out. */
import { FaultError } from '../fault';
import type { EngineChoice, OrtBuild } from '../protocol';

/** What the choice rests on, so that it can be tested without a browser. */
export interface BrowserFacts {
  /** JavaScript Promise Integration (`WebAssembly.Suspending`). */
  readonly jspi: boolean;
  readonly webkit: boolean;
  /** A WebGPU adapter was given; `software` if it is a CPU renderer. */
  readonly adapter: 'none' | 'software' | 'hardware';
  /** Why WebGPU is out of the question today, a clause; empty where it is not. */
  readonly refusal?: string;
}

export interface BuildChoice {
  readonly build: OrtBuild;
  readonly provider: 'webgpu' | 'wasm';
  /** Why not WebGPU, in plain words; empty for WebGPU. */
  readonly note: string;
}

/** @throws FaultError `no-webgpu` where WebGPU is demanded and there is no adapter at all. */
export function chooseBuild(choice: EngineChoice, facts: BrowserFacts): BuildChoice {
  const wasm = (note: string): BuildChoice => ({ build: 'wasm', provider: 'wasm', note });
  if (choice === 'wasm') return wasm('WASM was asked for');
  if (facts.adapter === 'none') {
    if (choice === 'webgpu') throw new FaultError('no-webgpu', 'this browser offers no WebGPU adapter');
    return wasm('this browser offers no WebGPU');
  }
  if (facts.refusal) return wasm(facts.refusal);
  if (choice === 'auto' && facts.adapter === 'software')
    return wasm('WebGPU is emulated in software here, WASM is faster');
  if (facts.jspi) return { build: 'jspi', provider: 'webgpu', note: '' };
  // Safari before 27 has WebGPU without JSPI; the asyncify build takes gigabytes there (onnxruntime #26827).
  if (facts.webkit && choice === 'auto') return wasm('this Safari runs the WebGPU runtime unreliably');
  return { build: 'asyncify', provider: 'webgpu', note: '' };
}

/** The shortest module that uses a SIMD instruction (`i8x16.splat`, `i8x16.popcnt`), by the WebAssembly SIMD specification. */
const SIMD_MODULE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

export function hasWasmSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE);
}

export function hasJspi(): boolean {
  return typeof WebAssembly === 'object' && 'Suspending' in WebAssembly;
}

/** Safari and every browser on iOS: they run WebKit, whatever they call themselves. */
export function isWebKit(): boolean {
  return /apple/i.test(navigator.userAgent) && !/chrome|chromium|firefox/i.test(navigator.userAgent);
}
