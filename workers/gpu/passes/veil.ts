/** The picture with everything but the person made unrecognisable, upright, as a texture. Without a mask nobody is shown. */
import type { Size } from '../../../models/contract';
import { compose, type Affine } from '../../../models/math/affine';
import type { FrameTexture } from '../frame-texture';
import type { GpuMask } from '../gpu-mask';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import fullScreen from './full-screen.wgsl?raw';
import external from './picture-external.wgsl?raw';
import plain from './picture-plain.wgsl?raw';
import code from './veil.wgsl?raw';

/** Long side of the picture of means, pixels: at strength 0, at 1, and while it is not known where the person is. */
const SOFT_SIDE = { weakest: 160, strongest: 20, hiding: 37 };
/** Looks per side into one pixel of means. */
const TAPS = 8;
/** `Veil` in the shader. */
const VEIL_BYTES = 96;
const FORMAT: GPUTextureFormat = 'rgba8unorm';

type Kind = FrameTexture['kind'];
type Step = 'soften' | 'veil';
type Pipelines = Readonly<Record<Kind, Readonly<Record<Step, GPURenderPipeline>>>>;

export interface VeilScene {
  readonly frame: FrameTexture;
  /** Upright, pixels. */
  readonly size: Size;
  readonly mask: GpuMask | undefined;
  /** 0..1. */
  readonly strength: number;
}

export class VeilPass {
  readonly #scope: ResourceScope;
  readonly #pipelines: Pipelines;
  readonly #sampler: GPUSampler;
  readonly #options: GPUBuffer;
  /** Stands for the mask where there is none. */
  readonly #nobody: GPUTextureView;
  #small: GPUTexture | undefined;
  #full: GPUTexture | undefined;

  static async open(scope: ResourceScope): Promise<VeilPass> {
    const [fromExternal, fromPlain] = await Promise.all([
      compile(scope.device, external),
      compile(scope.device, plain),
    ]);
    return new VeilPass(scope, { external: fromExternal, plain: fromPlain });
  }

  private constructor(scope: ResourceScope, pipelines: Pipelines) {
    this.#scope = scope;
    this.#pipelines = pipelines;
    this.#sampler = scope.device.createSampler({ label: 'bilinear', magFilter: 'linear', minFilter: 'linear' });
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#options = scope.buffer({ label: 'veil options', size: VEIL_BYTES, usage });
    const nobody: GPUTextureDescriptor = { size: [1, 1], format: FORMAT, usage: GPUTextureUsage.TEXTURE_BINDING };
    this.#nobody = scope.texture({ label: 'nobody', ...nobody }).createView();
  }

  /** Two draw calls. @returns the picture, valid until the next call. */
  encode(encoder: GPUCommandEncoder, { frame, size, mask, strength }: VeilScene): FrameTexture {
    const { weakest, strongest, hiding } = SOFT_SIDE;
    const chosen = weakest * (strongest / weakest) ** strength;
    const long = mask ? chosen : Math.min(hiding, chosen);
    const scale = Math.min(1 / 4, long / Math.max(size.width, size.height));
    const side = (pixels: number): number => Math.max(2, Math.round(pixels * scale));
    this.#small = this.#fit(this.#small, 'softened', { width: side(size.width), height: side(size.height) });
    this.#full = this.#fit(this.#full, 'veiled', size);
    this.#scope.device.queue.writeBuffer(this.#options, 0, veilOf(frame, size, mask, this.#small));
    const whole = this.#full.createView();
    const soft = this.#small.createView();
    this.#draw(encoder, frame, 'soften', soft, []);
    this.#draw(encoder, frame, 'veil', whole, [
      { binding: 3, resource: mask?.view ?? this.#nobody },
      { binding: 4, resource: soft },
    ]);
    const uprightToUv: Affine = { a: 1 / size.width, b: 0, c: 0, d: 1 / size.height, e: 0, f: 0 };
    return { kind: 'plain', resource: whole, uprightToUv };
  }

  #draw(
    encoder: GPUCommandEncoder,
    frame: FrameTexture,
    step: Step,
    target: GPUTextureView,
    more: readonly GPUBindGroupEntry[],
  ): void {
    const pipeline = this.#pipelines[frame.kind][step];
    const group = this.#scope.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: frame.resource },
        { binding: 1, resource: this.#sampler },
        { binding: 2, resource: { buffer: this.#options } },
        ...more,
      ],
    });
    const pass = encoder.beginRenderPass({
      label: step,
      colorAttachments: [{ view: target, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.draw(3);
    pass.end();
  }

  #fit(old: GPUTexture | undefined, label: string, { width, height }: Size): GPUTexture {
    if (old?.width === width && old.height === height) return old;
    if (old) this.#scope.release(old);
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING;
    return this.#scope.texture({ label, size: [width, height], format: FORMAT, usage });
  }
}

async function compile(device: GPUDevice, source: string): Promise<Readonly<Record<Step, GPURenderPipeline>>> {
  const module = await shaderModule(device, 'veil', fullScreen + source + code);
  const make = (entryPoint: Step, constants: Record<string, number>): Promise<GPURenderPipeline> =>
    device.createRenderPipelineAsync({
      label: entryPoint,
      layout: 'auto',
      vertex: { module },
      fragment: { module, entryPoint, constants, targets: [{ format: FORMAT }] },
    });
  const [soften, veil] = await Promise.all([make('soften', { taps: TAPS }), make('veil', {})]);
  return { soften, veil };
}

/** `Veil` of veil.wgsl. */
function veilOf(frame: FrameTexture, size: Size, mask: GpuMask | undefined, small: Size): Float32Array<ArrayBuffer> {
  const toPixels: Affine = { a: size.width, b: 0, c: 0, d: size.height, e: 0, f: 0 };
  const toUv = compose(frame.uprightToUv, toPixels);
  const toMask = mask ? compose(maskToUv(mask), toPixels) : toPixels;
  const rows = [toUv, toMask].flatMap((m) => [m.a, m.c, m.e, 0, m.b, m.d, m.f, 0]);
  return Float32Array.from([...rows, small.width, small.height, size.width, size.height, mask ? 1 : 0, 0, 0, 0]);
}

/** Upright frame pixels → texture coordinates of the mask. */
function maskToUv({ placement: { model, scaleX, scaleY, offsetX, offsetY } }: GpuMask): Affine {
  const { width, height } = model;
  return { a: scaleX / width, b: 0, c: 0, d: scaleY / height, e: offsetX / width, f: offsetY / height };
}
