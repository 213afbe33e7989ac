/** Person masks in GPU memory: taken out of the network's output, which the next run overwrites, into textures used in turn. */
import type { InputSpec, Placement, Size } from '../../models/contract';
import type { PersonMask } from '../frame-path';
import type { Found } from '../person-looks';
import fullScreen from './passes/full-screen.wgsl?raw';
import code from './passes/mask-texture.wgsl?raw';
import { RefineMaskPass, refinePipelines, type RefinePipelines } from './passes/refine-mask';
import { SmoothMaskPass, smoothPipelines, type SmoothPipelines } from './passes/smooth-mask';
import type { ResourceScope } from './resource-scope';
import { shaderModule } from './shader';

/** Filterable everywhere, and finer than 8 bits: smoothing over time lives on small steps. */
const FORMAT: GPUTextureFormat = 'r16float';

/** Of `MaskMaker.encode`, the draw call included. */
export const MASK_DISPATCHES = 5;

/** What one mask occupies. */
export interface MaskMemory {
  readonly texture: GPUTexture;
  readonly fits: GPUBuffer;
  readonly cells: Size;
}

export class GpuMask implements PersonMask {
  readonly texture: GPUTexture;
  readonly view: GPUTextureView;
  readonly placement: Placement;
  /** What is drawn: four float32 a cell, as `EdgeModel` in `cpu/refine-mask.ts`. */
  readonly edges: { readonly fits: GPUBuffer; readonly cells: Size };
  readonly #giveBack: () => void;
  #released = false;

  constructor({ texture, fits, cells }: MaskMemory, placement: Placement, giveBack: () => void) {
    this.texture = texture;
    this.edges = { fits, cells };
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

export interface MaskPipelines {
  readonly texture: GPURenderPipeline;
  readonly smooth: SmoothPipelines;
  readonly refine: RefinePipelines;
}

/** Compiles off this thread; one set per device. */
export async function maskPipelines(device: GPUDevice): Promise<MaskPipelines> {
  const [texture, smooth, refine] = await Promise.all([
    texturePipeline(device),
    smoothPipelines(device, 'float32'),
    refinePipelines(device),
  ]);
  return { texture, smooth, refine };
}

async function texturePipeline(device: GPUDevice): Promise<GPURenderPipeline> {
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
  readonly #free: MaskMemory[] = [];
  readonly #smooth: SmoothMaskPass;
  readonly #refine: RefineMaskPass;

  /** @param source the network's input, and its output: `width·height` float32, row-major. */
  constructor(
    scope: ResourceScope,
    { texture: pipeline, smooth, refine }: MaskPipelines,
    source: { readonly spec: InputSpec; readonly input: GPUBuffer; readonly alpha: GPUBuffer },
  ) {
    const { spec, alpha } = source;
    const { width, height } = spec;
    this.#smooth = new SmoothMaskPass(scope, smooth, source);
    this.#refine = new RefineMaskPass(scope, refine, spec);
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

  /** One draw call and four dispatches. */
  encode(encoder: GPUCommandEncoder, placement: Placement): GpuMask {
    const memory = this.#free.pop() ?? this.#newMemory();
    const mask = new GpuMask(memory, placement, () => this.#free.push(memory));
    const smoothed = this.#smooth.encode(encoder, placement);
    const refining = encoder.beginComputePass({ label: 'refine mask' });
    this.#refine.encode(refining, smoothed, memory.fits);
    refining.end();
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

  /** What `encode` found out about the people, to be read back: `foundIn` understands it. */
  get seen(): { readonly buffer: GPUBuffer; readonly bytes: number } {
    const buffer = this.#smooth.seen;
    return { buffer, bytes: buffer.size };
  }

  foundIn(bytes: ArrayBuffer): Found {
    return this.#smooth.foundIn(bytes);
  }

  /** As if the last mask had not been made: the next ones do not lean on it. */
  takeBack(): void {
    this.#smooth.takeBack();
  }

  /** The next mask leans on none before. */
  forget(): void {
    this.#smooth.reset();
  }

  #newMemory(): MaskMemory {
    const texture = this.#scope.texture(this.#descriptor());
    return { texture, fits: this.#refine.newFits(), cells: this.#refine.guide };
  }

  #descriptor(): GPUTextureDescriptor {
    const { width, height } = this.#size;
    const { RENDER_ATTACHMENT, TEXTURE_BINDING, COPY_SRC } = GPUTextureUsage;
    const usage = RENDER_ATTACHMENT | TEXTURE_BINDING | COPY_SRC;
    return { label: 'mask', size: [width, height], format: FORMAT, usage };
  }
}
