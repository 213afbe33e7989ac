/** A network in Node, on the same WebAssembly runtime as in the browser. Used by `evaluate` and the parity tests. */
import { readFile } from 'node:fs/promises';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { InputSpec, Model, RawOutputs, RawTensor, SecondStage } from '../contract';

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

/** The second graph of a two-stage detector. */
export interface RunningSecondStage {
  /** @param rois `roisPerRun · 4` corners. Calls must not overlap. */
  run(features: RawTensor, rois: Float32Array): Promise<RawOutputs>;
  release(): Promise<void>;
}

/**
 * @param weights path of the ONNX file.
 * @throws Error naming the file where the runtime refuses it or its inputs and outputs are not those of the spec.
 */
export async function openNetwork(weights: string, spec: Model['spec'], options?: RunOptions): Promise<RunningNetwork> {
  const { session, run } = await open(weights, [spec.input.name], spec.outputs, options);
  return {
    run: (pixels) => run({ [spec.input.name]: new Tensor('float32', pixels, inputDims(spec.input)) }),
    release: () => session.release(),
  };
}

/** As `openNetwork`. */
export async function openSecondStage(
  weights: string,
  stage: SecondStage,
  options?: RunOptions,
): Promise<RunningSecondStage> {
  const { session, run } = await open(weights, [stage.features, stage.rois], stage.graph.outputs, options);
  return {
    run: (features, rois) =>
      run({
        [stage.features]: new Tensor('float32', features.data, features.dims),
        [stage.rois]: new Tensor('float32', rois, [1, stage.roisPerRun, 4]),
      }),
    release: () => session.release(),
  };
}

interface Opened {
  readonly session: InferenceSession;
  readonly run: (feeds: Record<string, Tensor>) => Promise<RawOutputs>;
}

async function open(
  weights: string,
  inputs: readonly string[],
  outputs: readonly string[],
  { threads = 1 }: RunOptions = {},
): Promise<Opened> {
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  const session = await InferenceSession.create(await readFile(weights), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
  }).catch((error: unknown) => {
    throw new Error(`${weights}: the runtime cannot open it: ${String(error)}`, { cause: error });
  });
  const missing = [
    ...inputs.filter((name) => !session.inputNames.includes(name)).map((name) => `input '${name}'`),
    ...outputs.filter((name) => !session.outputNames.includes(name)).map((name) => `output '${name}'`),
  ];
  if (missing.length > 0) {
    throw new Error(
      `${weights}: has no ${missing.join(', ')}; it has ${[...session.inputNames, ...session.outputNames].join(', ')}`,
    );
  }
  return {
    session,
    async run(feeds) {
      const results = await session.run(feeds, [...outputs]);
      const raw: Record<string, RawTensor> = {};
      for (const name of outputs) {
        const tensor = results[name];
        if (!(tensor?.data instanceof Float32Array))
          throw new Error(`${weights}: output '${name}' is ${tensor?.type ?? 'missing'}, not float32`);
        raw[name] = { data: tensor.data, dims: tensor.dims };
      }
      return raw;
    },
  };
}
