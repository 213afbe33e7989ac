/** The mask's edge drawn to the picture's own, on the GPU. The twin of `cpu/refine-mask.ts`. */
import type { Size } from '../../../models/contract';
import { guideSize } from '../../cpu/mask-guide';
import { REFINEMENT } from '../../cpu/refine-mask';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import code from './refine-mask.wgsl?raw';
import type { SmoothedMask } from './smooth-mask';

const WORKGROUP_SIDE = 8;

export interface RefinePipelines {
  readonly fit: GPUComputePipeline;
  readonly average: GPUComputePipeline;
}

export async function refinePipelines(device: GPUDevice): Promise<RefinePipelines> {
  const module = await shaderModule(device, 'refine mask', code);
  const make = (entryPoint: string, constants: Record<string, number>): Promise<GPUComputePipeline> =>
    device.createComputePipelineAsync({
      label: entryPoint,
      layout: 'auto',
      compute: {
        module,
        entryPoint,
        constants: { workgroup_side: WORKGROUP_SIDE, radius: REFINEMENT.radius, ...constants },
      },
    });
  const [fit, average] = await Promise.all([make('fit', { epsilon: REFINEMENT.epsilon }), make('average', {})]);
  return { fit, average };
}

export class RefineMaskPass {
  readonly #scope: ResourceScope;
  readonly #pipelines: RefinePipelines;
  readonly #options: GPUBuffer;
  readonly #raw: GPUBuffer;
  /** Cells of a mask's fits. */
  readonly guide: Size;

  /** @param mask size of the masks to come */
  constructor(scope: ResourceScope, pipelines: RefinePipelines, mask: Size) {
    this.#scope = scope;
    this.#pipelines = pipelines;
    this.guide = guideSize(mask);
    const uniform = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#options = scope.buffer({ label: 'refinement', size: 16, usage: uniform });
    const { width, height } = this.guide;
    scope.device.queue.writeBuffer(this.#options, 0, Uint32Array.of(mask.width, mask.height, width, height));
    this.#raw = this.newFits();
  }

  /** Memory for the fits of one mask: four float32 a cell. */
  newFits(): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    return this.#scope.buffer({ label: 'fits', size: this.guide.width * this.guide.height * 16, usage });
  }

  /** Two dispatches. */
  encode(pass: GPUComputePassEncoder, { alpha, guide }: SmoothedMask, fits: GPUBuffer): void {
    const { fit, average } = this.#pipelines;
    this.#dispatch(pass, fit, [this.#options, alpha, guide, this.#raw]);
    const group = this.#scope.device.createBindGroup({
      layout: average.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#options } },
        { binding: 3, resource: { buffer: this.#raw } },
        { binding: 4, resource: { buffer: fits } },
      ],
    });
    this.#run(pass, average, group);
  }

  #dispatch(pass: GPUComputePassEncoder, pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[]): void {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    this.#run(pass, pipeline, this.#scope.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  }

  #run(pass: GPUComputePassEncoder, pipeline: GPUComputePipeline, group: GPUBindGroup): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    const { width, height } = this.guide;
    pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP_SIDE), Math.ceil(height / WORKGROUP_SIDE));
  }
}
