/** Entry of the engine worker: ONNX Runtime on WASM, which blocks its thread while it runs. Receives, dispatches, replies. */
import type { EngineCalls, EngineCallName, FromEngine, NetworkNumber, ToEngine } from './engines/engine-messages';
import type { Engine, LoadedModel } from './engines/engine';
import { startOrt } from './engines/ort';
import { FaultError, faultOf } from './fault';
import { unreachable } from './protocol';

let engine: Engine | undefined;
const networks = new Map<NetworkNumber, LoadedModel>();

interface Outcome {
  readonly result: EngineCalls[EngineCallName]['result'];
  readonly transfer?: readonly Transferable[];
}

async function answer(request: ToEngine): Promise<Outcome> {
  if (request.type === 'start') {
    engine = await startOrt({ threads: request.threads });
    return { result: { threads: engine.info.threads } };
  }
  if (!engine) throw new FaultError('internal', 'the engine was not started');
  switch (request.type) {
    case 'load':
      networks.set(request.network, await engine.load(request.graph, request.weights));
      return { result: undefined };
    case 'run':
      return run(engine, request);
    case 'release': {
      const { network } = request;
      const loaded = networkOf(network);
      networks.delete(network);
      await engine.release(loaded);
      return { result: undefined };
    }
    default:
      return unreachable(request);
  }
}

async function run(owner: Engine, { network, inputs }: Extract<ToEngine, { type: 'run' }>): Promise<Outcome> {
  const { raw, runMs } = await owner.run(networkOf(network), inputs);
  // The runtime copied the outputs out of its own memory; each has a buffer to itself.
  const outputs = Object.values(raw).map(({ data }) => data.buffer as ArrayBuffer);
  return { result: { inputs, raw, runMs }, transfer: [...inputs.map(({ buffer }) => buffer), ...outputs] };
}

function networkOf(network: NetworkNumber): LoadedModel {
  const loaded = networks.get(network);
  if (!loaded) throw new FaultError('internal', `network ${network} is not loaded`);
  return loaded;
}

/** A trap leaves the runtime's memory as it was in the middle of its work. */
function isCrash(error: unknown): boolean {
  if (error instanceof WebAssembly.RuntimeError) return true;
  if (!(error instanceof Error)) return false;
  return /Aborted\(|memory access out of bounds|\bunreachable\b/.test(error.message) || isCrash(error.cause);
}

self.onmessage = ({ data }: MessageEvent<ToEngine>): void => {
  const { id } = data;
  const send = (message: FromEngine, transfer: readonly Transferable[] = []): void =>
    self.postMessage(message, [...transfer]);
  answer(data).then(
    ({ result, transfer }) => send({ id, ok: true, result }, transfer),
    (error: unknown) => send({ id, ok: false, fault: faultOf(error), crashed: isCrash(error) }),
  );
};
