/** Proposals kept on the GPU → the box input of each run of a second graph. The twin of `fillRois` in `models/math/stages.ts`. */
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
  return {
    pipeline: await device.createComputePipelineAsync({ label: 'fill rois', layout: 'auto', compute }),
    roisPerRun,
  };
}

export class FillRoisPass {
  readonly #pipeline: FillRoisPipeline;
  readonly #groups: readonly GPUBindGroup[];

  /** @param rois the box input `[1, roisPerRun, 4]` of each run, in order. */
  constructor(
    scope: ResourceScope,
    pipeline: FillRoisPipeline,
    { proposals, rois }: { readonly proposals: SelectBoxesPass; readonly rois: readonly GPUBuffer[] },
  ) {
    this.#pipeline = pipeline;
    const layout = pipeline.pipeline.getBindGroupLayout(0);
    this.#groups = rois.map((buffer, run) => {
      const number = scope.buffer({
        label: `run ${run}`,
        size: 4,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
      scope.device.queue.writeBuffer(number, 0, Uint32Array.of(run));
      const entries = [proposals.found, number, buffer].map((b, binding) => ({ binding, resource: { buffer: b } }));
      return scope.device.createBindGroup({ layout, entries });
    });
  }

  /** One dispatch a run. @param runs at most as many as there are box inputs. */
  encode(pass: GPUComputePassEncoder, runs: number): void {
    if (runs > this.#groups.length)
      throw new RangeError(`${runs} runs wanted, there is room for ${this.#groups.length}`);
    pass.setPipeline(this.#pipeline.pipeline);
    for (const group of this.#groups.slice(0, runs)) {
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.ceil((4 * this.#pipeline.roisPerRun) / GROUP_SIZE));
    }
  }
}
