/** Proposals kept on the GPU → the box input of a run of a second graph. The twin of `fillRois` in `models/math/stages.ts`. */
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import code from './fill-rois.wgsl?raw';
import { BOX_WORDS, type SelectBoxesPass } from './select-boxes';

const GROUP_SIZE = 64; // as in the shader

export interface FillRoisPipeline {
  readonly pipeline: GPUComputePipeline;
  readonly roisPerRun: number;
}

/** Compiles off this thread. */
export async function fillRoisPipeline(device: GPUDevice, roisPerRun: number): Promise<FillRoisPipeline> {
  const module = await shaderModule(device, 'fill rois', code);
  const constants = { rois_per_run: roisPerRun, box_words: BOX_WORDS };
  const compute = { module, entryPoint: 'fill', constants };
  const pipeline = await device.createComputePipelineAsync({ label: 'fill rois', layout: 'auto', compute });
  return { pipeline, roisPerRun };
}

export interface FillRoisOptions {
  readonly proposals: SelectBoxesPass;
  /** The box input `[1, roisPerRun, 4]`. */
  readonly rois: GPUBuffer;
  /** At most so many runs a frame. */
  readonly runs: number;
}

export class FillRoisPass {
  readonly #pipeline: FillRoisPipeline;
  readonly #groups: readonly GPUBindGroup[];

  constructor(scope: ResourceScope, pipeline: FillRoisPipeline, { proposals, rois, runs }: FillRoisOptions) {
    this.#pipeline = pipeline;
    const layout = pipeline.pipeline.getBindGroupLayout(0);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#groups = Array.from({ length: runs }, (_, run) => {
      const number = scope.buffer({ label: `run ${run}`, size: 4, usage });
      scope.device.queue.writeBuffer(number, 0, Uint32Array.of(run));
      const entries = [proposals.found, number, rois].map((buffer, binding) => ({ binding, resource: { buffer } }));
      return scope.device.createBindGroup({ layout, entries });
    });
  }

  /** One dispatch: the boxes of this run, counted from 0. @throws RangeError where there are not so many runs. */
  encode(pass: GPUComputePassEncoder, run: number): void {
    const group = this.#groups[run];
    if (!group) throw new RangeError(`run ${run} wanted, there is room for ${this.#groups.length}`);
    pass.setPipeline(this.#pipeline.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.ceil((4 * this.#pipeline.roisPerRun) / GROUP_SIZE));
  }
}
