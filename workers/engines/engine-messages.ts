/** Messages between the vision worker and the engine worker. A call is answered exactly once, by its id. */
import type { GraphSpec, RawOutputs } from '../../models/contract';
import type { Fault } from '../protocol';

/** By which both sides know a network; given by the caller. */
export type NetworkNumber = number;

export interface EngineCalls {
  /** Fetches and starts the runtime; once in the worker's life. */
  start: { args: { readonly threads: number }; result: { readonly threads: number } };
  load: {
    args: { readonly network: NetworkNumber; readonly graph: GraphSpec; readonly weights: Uint8Array };
    result: undefined;
  };
  /** The inputs change owner, and come back with the answer. */
  run: {
    args: { readonly network: NetworkNumber; readonly inputs: readonly Float32Array<ArrayBuffer>[] };
    result: { readonly inputs: readonly Float32Array<ArrayBuffer>[]; readonly raw: RawOutputs; readonly runMs: number };
  };
  release: { args: { readonly network: NetworkNumber }; result: undefined };
}
export type EngineCallName = keyof EngineCalls;

export type ToEngine = {
  [K in EngineCallName]: { readonly type: K; readonly id: number } & EngineCalls[K]['args'];
}[EngineCallName];

export type FromEngine =
  | { readonly id: number; readonly ok: true; readonly result: EngineCalls[EngineCallName]['result'] }
  | {
      readonly id: number;
      readonly ok: false;
      readonly fault: Fault;
      /** The runtime broke down (a trap in its WebAssembly): nothing it says afterwards can be trusted. */
      readonly crashed: boolean;
    };
