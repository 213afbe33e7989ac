/** A network with its spec around it: picture in, raw outputs and placement out, through the app's own preprocessing. */
import { preprocessRgba } from '../../workers/cpu/preprocess';
import type { ModelSpec, Placement, RawOutputs } from '../contract';
import { place } from '../math/letterbox';
import type { Picture } from './picture';
import { openNetwork, type RunOptions } from './run-onnx';

export interface Looked {
  readonly raw: RawOutputs;
  readonly placement: Placement;
}

export interface Network {
  /** Calls must not overlap. */
  look(picture: Picture): Promise<Looked>;
  release(): Promise<void>;
}

/** @throws Error naming the file where the runtime refuses it or it is not the network of the spec. */
export async function networkOf(spec: ModelSpec, weights: string, options?: RunOptions): Promise<Network> {
  const running = await openNetwork(weights, spec, options);
  const { input } = spec;
  return {
    async look(picture) {
      const frame = { width: picture.width, height: picture.height };
      const placement = place(frame, input, input.fit);
      const pixels = new Float32Array(3 * input.width * input.height);
      preprocessRgba(picture.pixels, frame, input, placement, pixels);
      return { raw: await running.run(pixels), placement };
    },
    release: () => running.release(),
  };
}
