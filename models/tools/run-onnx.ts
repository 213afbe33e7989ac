/** A network in Node, on the same WebAssembly runtime as in the browser. Used by `evaluate` and the parity tests. */
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { InputSpec, Model, RawOutputs, RawTensor } from '../contract';

export interface RunningNetwork {
  /** @param pixels the normalised input, in the layout of the spec. Calls must not overlap. */
  run(pixels: Float32Array): Promise<RawOutputs>;
  release(): Promise<void>;
}

export interface RunOptions {
  /** WebAssembly threads; fixed by the first network of the process. */
  readonly threads?: number;
}

export function inputDims({ layout, width, height }: InputSpec): number[] {
  return layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3];
}

/**
 * @param weights path of the ONNX file.
 * @throws Error naming the file where the runtime refuses it or its inputs and outputs are not those of the spec.
 */
export async function openNetwork(
  weights: string,
  spec: Model['spec'],
  { threads = 1 }: RunOptions = {},
): Promise<RunningNetwork> {
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  const session = await InferenceSession.create(await readFile(weights), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
  }).catch((error: unknown) => {
    throw new Error(`${weights}: the runtime cannot open it: ${String(error)}`, { cause: error });
  });
  const missing = [
    ...(session.inputNames.includes(spec.input.name) ? [] : [`input '${spec.input.name}'`]),
    ...spec.outputs.filter((name) => !session.outputNames.includes(name)).map((name) => `output '${name}'`),
  ];
  if (missing.length > 0) {
    throw new Error(
      `${weights}: has no ${missing.join(', ')}; it has ${[...session.inputNames, ...session.outputNames].join(', ')}`,
    );
  }
  return {
    async run(pixels) {
      const input = new Tensor('float32', pixels, inputDims(spec.input));
      const results = await session.run({ [spec.input.name]: input }, [...spec.outputs]);
      const outputs: Record<string, RawTensor> = {};
      for (const name of spec.outputs) {
        const tensor = results[name];
        if (!(tensor?.data instanceof Float32Array))
          throw new Error(`${weights}: output '${name}' is ${tensor?.type ?? 'missing'}, not float32`);
        outputs[name] = { data: tensor.data, dims: tensor.dims };
      }
      return outputs;
    },
    release: () => session.release(),
  };
}
