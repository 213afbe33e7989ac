/** What both ways of running a graph (in ordinary memory, in GPU memory) say about its tensors and its mistakes. */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import type { GraphSpec, ModelSpec } from '../../models/contract';
import { FaultError, messageOf } from '../fault';

/** A picture is one tensor. */
export function graphOf(spec: ModelSpec | GraphSpec): GraphSpec {
  if ('inputs' in spec) return spec;
  const { name, width, height, layout } = spec.input;
  const dims = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3];
  return { id: spec.id, inputs: [{ name, dims }], outputs: spec.outputs };
}

/** @throws FaultError `model-corrupt` where the file is not the graph it should be. */
export function checkNames(spec: GraphSpec, session: InferenceSession): void {
  const missing = [
    ...spec.inputs.filter(({ name }) => !session.inputNames.includes(name)).map(({ name }) => `input ${name}`),
    ...spec.outputs.filter((name) => !session.outputNames.includes(name)).map((name) => `output ${name}`),
  ];
  if (missing.length > 0) throw new FaultError('model-corrupt', `${spec.id}: the file has no ${missing.join(', no ')}`);
}

/** What went wrong while a session was made. */
export function createFault({ id }: GraphSpec, error: unknown): FaultError {
  if (error instanceof FaultError) return error;
  const message = messageOf(error);
  const kind = /memory|alloc/i.test(message) ? 'out-of-memory' : 'model-corrupt';
  return new FaultError(kind, `${id}: ${message}`, { cause: error });
}
