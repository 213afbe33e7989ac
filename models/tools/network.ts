/** A network with its spec around it: picture in, raw outputs and placement out, through the app's own preprocessing. */
import { preprocessRgba } from '../../workers/cpu/preprocess';
import type { ModelSpec, Placement, RawOutputs, SecondStage } from '../contract';
import { place } from '../math/letterbox';
import { PROPOSAL_COUNTS, runSecondStage } from '../math/stages';
import type { Picture } from './picture';
import { openNetwork, openSecondStage, type RunOptions } from './run-onnx';

export interface Looked {
  readonly raw: RawOutputs;
  readonly placement: Placement;
}

export interface Network {
  /** Calls must not overlap. */
  look(picture: Picture): Promise<Looked>;
  release(): Promise<void>;
}

export interface NetworkOptions extends RunOptions {
  /** Of a two-stage detector: its second graph, and how many proposals it looks at. */
  readonly second?: { readonly stage: SecondStage; readonly weights: string; readonly proposals?: number };
}

/** @throws Error naming the file where the runtime refuses it or it is not the network of the spec. */
export async function networkOf(spec: ModelSpec, weights: string, options: NetworkOptions = {}): Promise<Network> {
  const running = await openNetwork(weights, spec, options);
  const { second } = options;
  const head = second && (await openSecondStage(second.weights, second.stage, options));
  const { input } = spec;
  return {
    async look(picture) {
      const frame = { width: picture.width, height: picture.height };
      const placement = place(frame, input, input.fit);
      const pixels = new Float32Array(3 * input.width * input.height);
      preprocessRgba(picture.pixels, frame, input, placement, pixels);
      const first = await running.run(pixels);
      if (!second || !head) return { raw: first, placement };
      const { stage, proposals = PROPOSAL_COUNTS.usual } = second;
      const features = first[stage.features];
      if (!features) throw new Error(`${weights}: gives no '${stage.features}'`);
      const rois = new Float32Array(4 * stage.roisPerRun);
      const raw = await runSecondStage(stage, stage.propose(first, proposals), (fill) => {
        fill(rois);
        return head.run(features, rois);
      });
      return { raw, placement };
    },
    async release() {
      await running.release();
      await head?.release();
    },
  };
}
