/** Person masks in GPU memory: taken out of the network's output, which the next run overwrites, into textures used in turn. */
import type { Placement, Size } from '../../models/contract';
import type { PersonMask } from '../frame-path';
import fullScreen from './passes/full-screen.wgsl?raw';
import code from './passes/mask-texture.wgsl?raw';
import type { ResourceScope } from './resource-scope';
import { shaderModule } from './shader';

/** Filterable everywhere, and finer than 8 bits: smoothing over time lives on small steps. */
const FORMAT: GPUTextureFormat = 'r16float';

export class GpuMask implements PersonMask {
  readonly texture: GPUTexture;
  readonly view: GPUTextureView;
  readonly placement: Placement;
  readonly #giveBack: () => void;
  #released = false;

  constructor(texture: GPUTexture, placement: Placement, giveBack: () => void) {
    this.texture = texture;
    this.view = texture.createView();
    this.placement = placement;
    this.#giveBack = giveBack;
  }

  /** @throws TypeError for a mask of another path: its numbers are out of reach here. */
  static of(mask: PersonMask): GpuMask {
    if (mask instanceof GpuMask) return mask;
    throw new TypeError('this mask was made by another frame path');
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#giveBack();
  }
}

/** Compiles off this thread; one per device. */
export async function maskPipeline(device: GPUDevice): Promise<GPURenderPipeline> {
  const module = await shaderModule(device, 'mask texture', fullScreen + code);
  return device.createRenderPipelineAsync({
    label: 'mask texture',
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [{ format: FORMAT }] },
  });
}

/** Makes masks of one network's output buffer. */
export class MaskMaker {
  readonly #scope: ResourceScope;
  readonly #pipeline: GPURenderPipeline;
  readonly #group: GPUBindGroup;
  readonly #size: Size;
  readonly #free: GPUTexture[] = [];

  /** @param alpha the network's output, `width·height` float32, row-major. */
  constructor(scope: ResourceScope, pipeline: GPURenderPipeline, alpha: GPUBuffer, { width, height }: Size) {
    this.#scope = scope;
    this.#pipeline = pipeline;
    this.#size = { width, height };
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const size = scope.buffer({ label: 'mask size', size: 8, usage });
    scope.device.queue.writeBuffer(size, 0, Uint32Array.of(width, height));
    this.#group = scope.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: alpha } },
        { binding: 1, resource: { buffer: size } },
      ],
    });
  }

  /** One draw call. */
  encode(encoder: GPUCommandEncoder, placement: Placement): GpuMask {
    const texture = this.#free.pop() ?? this.#scope.texture(this.#descriptor());
    const mask = new GpuMask(texture, placement, () => this.#free.push(texture));
    const pass = encoder.beginRenderPass({
      label: 'mask texture',
      colorAttachments: [{ view: mask.view, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.draw(3);
    pass.end();
    return mask;
  }

  #descriptor(): GPUTextureDescriptor {
    const { width, height } = this.#size;
    const { RENDER_ATTACHMENT, TEXTURE_BINDING, COPY_SRC } = GPUTextureUsage;
    const usage = RENDER_ATTACHMENT | TEXTURE_BINDING | COPY_SRC;
    return { label: 'mask', size: [width, height], format: FORMAT, usage };
  }
}
