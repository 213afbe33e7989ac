/** Picture → a network's input buffer, on the GPU. The twin of `cpu/preprocess.ts`: same placement, same padding, same values. */
import type { InputSpec, Placement } from '../../../models/contract';
import { compose, type Affine } from '../../../models/math/affine';
import { pictureInModel } from '../../../models/math/letterbox';
import type { FrameTexture } from '../frame-texture';
import type { ResourceScope } from '../resource-scope';
import external from './picture-external.wgsl?raw';
import plain from './picture-plain.wgsl?raw';
import code from './preprocess.wgsl?raw';

/** Threads per side of a workgroup: 64 in all, which every GPU's width divides. */
const WORKGROUP_SIDE = 8;
/** Bytes of `Geometry` in the shader: five vec4f, two vec4u, one vec2u, rounded up to 16. */
const GEOMETRY_BYTES = 128;

export type InputType = 'float32' | 'float16';
type Kind = FrameTexture['kind'];

/** The compiled shaders; one set per device serves every network. */
export class PreprocessPipelines {
  readonly sampler: GPUSampler;
  readonly #device: GPUDevice;
  readonly #made = new Map<string, GPUComputePipeline>();

  constructor(device: GPUDevice) {
    this.#device = device;
    this.sampler = device.createSampler({ label: 'bilinear', magFilter: 'linear', minFilter: 'linear' });
  }

  /** Compiles ahead of the first frame, off this thread. */
  async warm(kind: Kind, type: InputType): Promise<void> {
    const pipeline = await this.#device.createComputePipelineAsync(this.#descriptor(kind, type));
    this.#made.set(kind + type, pipeline);
  }

  get(kind: Kind, type: InputType): GPUComputePipeline {
    let pipeline = this.#made.get(kind + type);
    if (!pipeline) {
      pipeline = this.#device.createComputePipeline(this.#descriptor(kind, type));
      this.#made.set(kind + type, pipeline);
    }
    return pipeline;
  }

  #descriptor(kind: Kind, type: InputType): GPUComputePipelineDescriptor {
    const value = type === 'float16' ? 'enable f16;\nalias Value = f16;\n' : 'alias Value = f32;\n';
    return {
      label: `preprocess ${kind} ${type}`,
      layout: 'auto',
      compute: {
        module: this.#device.createShaderModule({ code: value + (kind === 'external' ? external : plain) + code }),
        entryPoint: 'preprocess',
        constants: { workgroup_side: WORKGROUP_SIDE },
      },
    };
  }
}

/** Fills one network's input frame after frame. */
export class PreprocessPass {
  readonly #pipelines: PreprocessPipelines;
  readonly #input: InputSpec;
  readonly #type: InputType;
  readonly #target: GPUBuffer;
  readonly #geometry: GPUBuffer;
  readonly #device: GPUDevice;
  #written = '';
  #bound: { resource: object; group: GPUBindGroup } | undefined;

  /** @param target the buffer the network reads: `3·width·height` values in the spec's layout. */
  constructor(
    scope: ResourceScope,
    pipelines: PreprocessPipelines,
    options: { input: InputSpec; type: InputType; target: GPUBuffer },
  ) {
    this.#device = scope.device;
    this.#pipelines = pipelines;
    this.#input = options.input;
    this.#type = options.type;
    this.#target = options.target;
    this.#geometry = scope.buffer({
      label: 'preprocess geometry',
      size: GEOMETRY_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** One dispatch. */
  encode(pass: GPUComputePassEncoder, frame: FrameTexture, placement: Placement): void {
    this.#write(frame.uprightToUv, placement);
    const pipeline = this.#pipelines.get(frame.kind, this.#type);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#groupOf(pipeline, frame));
    const { width, height } = this.#input;
    pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP_SIDE), Math.ceil(height / WORKGROUP_SIDE));
  }

  #groupOf(pipeline: GPUComputePipeline, { resource }: FrameTexture): GPUBindGroup {
    if (this.#bound?.resource === resource) return this.#bound.group;
    const group = this.#device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource },
        { binding: 1, resource: this.#pipelines.sampler },
        { binding: 2, resource: { buffer: this.#geometry } },
        { binding: 3, resource: { buffer: this.#target } },
      ],
    });
    this.#bound = { resource, group };
    return group;
  }

  #write(uprightToUv: Affine, placement: Placement): void {
    const key = JSON.stringify([uprightToUv, placement]);
    if (key === this.#written) return;
    this.#written = key;
    this.#device.queue.writeBuffer(this.#geometry, 0, geometryOf(this.#input, uprightToUv, placement));
  }
}

/** `Geometry` of preprocess.wgsl. */
function geometryOf(input: InputSpec, uprightToUv: Affine, placement: Placement): ArrayBuffer {
  const bytes = new ArrayBuffer(GEOMETRY_BYTES);
  const floats = new Float32Array(bytes);
  const words = new Uint32Array(bytes);
  const { scaleX, scaleY, offsetX, offsetY } = placement;
  const toFrame: Affine = { a: 1 / scaleX, b: 0, c: 0, d: 1 / scaleY, e: -offsetX / scaleX, f: -offsetY / scaleY };
  const m = compose(uprightToUv, toFrame);
  const order = input.channelOrder === 'rgb' ? ([0, 1, 2] as const) : ([2, 1, 0] as const);
  const { mean, std, pad, width, height } = input;
  floats.set([m.a, m.c, m.e, 0, m.b, m.d, m.f, 0]);
  floats.set(
    order.map((c) => 255 / std[c]),
    8,
  );
  floats.set(
    order.map((c) => -mean[c] / std[c]),
    12,
  );
  floats.set([pad / 255, pad / 255, pad / 255], 16);
  const { x, y, width: across, height: down } = pictureInModel(placement);
  words.set([x, y, x + across, y + down].map(Math.round), 20);
  const [distance, step] = input.layout === 'nchw' ? [width * height, 1] : [1, 3];
  words.set([...order.map((c) => c * distance), step], 24);
  words.set([width, height], 28);
  return bytes;
}
