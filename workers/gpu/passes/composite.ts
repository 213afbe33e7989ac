/** Person and background put together by the effect chosen, upright, as a texture. The twin of `draw/portrait-2d.ts`. */
import type { Size } from '../../../models/contract';
import { compose, fitCover, invert, type Affine } from '../../../models/math/affine';
import { blurPlan, HIDING_STRENGTH, LIGHT_PLAN, type BlurPlan } from '../../blur-plan';
import { REFINEMENT } from '../../cpu/refine-mask';
import type { PortraitScene } from '../../frame-path';
import { BackdropTexture } from '../backdrop-texture';
import type { FrameTexture } from '../frame-texture';
import type { GpuMask } from '../gpu-mask';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import { BlurPass, blurPipelines, type BlurPipelines } from './blur';
import code from './composite.wgsl?raw';
import fullScreen from './full-screen.wgsl?raw';
import external from './picture-external.wgsl?raw';
import plain from './picture-plain.wgsl?raw';

const WORKGROUP_SIDE = 8;
/** Looks per side into one small pixel. */
const TAPS = 4;
/** `Compositing` in the shader. */
const OPTIONS_BYTES = 160;
const FORMAT: GPUTextureFormat = 'rgba8unorm';
/** Of the shader: BACK_BLUR … BACK_NOTHING. */
const BACKGROUND = { blur: 0, colour: 1, picture: 2, grey: 3, nothing: 4 } as const;

type Kind = FrameTexture['kind'];
interface Pipelines {
  readonly shrink: GPUComputePipeline;
  readonly composite: GPURenderPipeline;
}

export interface CompositeScene {
  readonly frame: FrameTexture;
  /** Upright, pixels. */
  readonly size: Size;
  /** Undefined: the whole picture is blurred past recognition, whatever the effect. */
  readonly mask: GpuMask | undefined;
  readonly portrait: PortraitScene;
  /** The picture will be mirrored; the user's background never is. */
  readonly mirror: boolean;
}

export class CompositePass {
  readonly #scope: ResourceScope;
  readonly #pipelines: Readonly<Record<Kind, Pipelines>>;
  readonly #blur: BlurPass;
  /** Blurs for the light, where the blur itself still holds the background. */
  readonly #lightBlur: BlurPass;
  readonly #backdrop: BackdropTexture;
  readonly #sampler: GPUSampler;
  readonly #options: GPUBuffer;
  /** Stands where there is nothing. */
  readonly #none: GPUBuffer;
  #small: GPUBuffer | undefined;
  #full: GPUTexture | undefined;
  /** Of the last `encode`, the draw call included. */
  dispatches = 0;

  /** Compiles off this thread; one per device. */
  static async open(scope: ResourceScope): Promise<CompositePass> {
    const [fromExternal, fromPlain, blur] = await Promise.all([
      compile(scope.device, external),
      compile(scope.device, plain),
      blurPipelines(scope.device),
    ]);
    return new CompositePass(scope, { external: fromExternal, plain: fromPlain }, blur);
  }

  private constructor(scope: ResourceScope, pipelines: Readonly<Record<Kind, Pipelines>>, blur: BlurPipelines) {
    this.#scope = scope;
    this.#pipelines = pipelines;
    this.#blur = new BlurPass(scope, blur);
    this.#lightBlur = new BlurPass(scope, blur);
    this.#backdrop = new BackdropTexture(scope);
    this.#sampler = scope.device.createSampler({ label: 'bilinear', magFilter: 'linear', minFilter: 'linear' });
    const uniform = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#options = scope.buffer({ label: 'compositing', size: OPTIONS_BYTES, usage: uniform });
    this.#none = scope.buffer({ label: 'nothing', size: 16, usage: GPUBufferUsage.STORAGE });
  }

  /** At most 15 dispatches and a draw call. @returns the picture, colours premultiplied; valid until the next call. */
  encode(encoder: GPUCommandEncoder, scene: CompositeScene): FrameTexture {
    const { frame, size, mask, portrait, mirror } = scene;
    const { effect, strength, coarseness = 0, lightWrap } = portrait;
    const backdrop =
      effect.kind === 'picture' || effect.kind === 'video' ? this.#backdrop.of(portrait.backdrop) : undefined;
    // Hidden, the picture is the frame blurred, whatever would have been behind the person.
    const background = mask ? backgroundOf(portrait, backdrop !== undefined) : BACKGROUND.blur;
    const plan = mask
      ? blurPlan(size, effect.kind === 'blur' ? { strength, shape: effect.shape, coarseness } : LIGHT_PLAN)
      : blurPlan(size, { strength: Math.max(HIDING_STRENGTH, strength), shape: 'gaussian' });
    const lights = lightWrap && mask !== undefined && LIT.includes(background);
    const toPixels: Affine = { a: size.width, b: 0, c: 0, d: size.height, e: 0, f: 0 };
    const bytes = new ArrayBuffer(OPTIONS_BYTES);
    const matrices = [
      compose(frame.uprightToUv, toPixels),
      mask ? compose(toCells(mask), toPixels) : toPixels,
      backdrop ? coverOf(backdrop.size, size, mirror) : toPixels,
    ];
    new Float32Array(bytes).set([
      ...matrices.flatMap((m) => [m.a, m.c, m.e, 0, m.b, m.d, m.f, 0]),
      ...(effect.kind === 'color' ? colourOf(effect.color) : [0, 0, 0]),
      1,
    ]);
    const { cells } = mask?.edges ?? { cells: { width: 1, height: 1 } };
    const sizes = [cells, plan.size, plan.size, size].flatMap(({ width, height }) => [width, height]);
    new Uint32Array(bytes).set([...sizes, background, mask ? 1 : 0, lights ? 1 : 0], 28);
    this.#scope.device.queue.writeBuffer(this.#options, 0, bytes);

    const { shrink, composite } = this.#pipelines[frame.kind];
    const fits = mask?.edges.fits ?? this.#none;
    const behind = (backdrop ?? this.#backdrop.none).view;
    const before = this.#blur.dispatches + this.#lightBlur.dispatches;
    const { blurred, light } = this.#encodeSmall(encoder, { plan, hides: !mask, lights, background }, (small) => ({
      pipeline: shrink,
      group: this.#group(
        shrink,
        frame,
        [
          [3, fits],
          [7, small],
        ],
        behind,
      ),
    }));
    const after = this.#blur.dispatches + this.#lightBlur.dispatches;
    this.dispatches = 1 + (after > before ? 1 + after - before : 0);
    const whole = this.#fitTexture(size).createView();
    const pass = encoder.beginRenderPass({
      label: 'composite',
      colorAttachments: [{ view: whole, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(composite);
    pass.setBindGroup(
      0,
      this.#group(
        composite,
        frame,
        [
          [3, fits],
          [4, blurred],
          [5, light],
        ],
        behind,
      ),
    );
    pass.draw(3);
    pass.end();
    const uprightToUv: Affine = { a: 1 / size.width, b: 0, c: 0, d: 1 / size.height, e: 0, f: 0 };
    return { kind: 'plain', resource: whole, uprightToUv };
  }

  #encodeSmall(
    encoder: GPUCommandEncoder,
    job: { plan: BlurPlan; hides: boolean; lights: boolean; background: number },
    groupOf: (small: GPUBuffer) => { pipeline: GPUComputePipeline; group: GPUBindGroup },
  ): { blurred: GPUBuffer; light: GPUBuffer } {
    const { plan, hides, lights, background } = job;
    const blurs = hides || background === BACKGROUND.blur;
    if (!blurs && !lights) return { blurred: this.#none, light: this.#none };
    const { width, height } = plan.size;
    const small = this.#fitSmall(width * height * 16);
    const { pipeline, group } = groupOf(small);
    const pass = encoder.beginComputePass({ label: 'blur' });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP_SIDE), Math.ceil(height / WORKGROUP_SIDE));
    const blurred = blurs ? this.#blur.blur(pass, small, plan, hides) : this.#none;
    const light = lights ? this.#lightBlur.light(pass, small, plan.size) : this.#none;
    pass.end();
    return { blurred, light };
  }

  #group<P extends GPUComputePipeline | GPURenderPipeline>(
    pipeline: P,
    frame: FrameTexture,
    buffers: readonly (readonly [number, GPUBuffer])[],
    backdrop: GPUTextureView,
  ): GPUBindGroup {
    return this.#scope.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: frame.resource },
        { binding: 1, resource: this.#sampler },
        { binding: 2, resource: { buffer: this.#options } },
        ...buffers.map(([binding, buffer]) => ({ binding, resource: { buffer } })),
        { binding: 6, resource: backdrop },
      ],
    });
  }

  #fitSmall(bytes: number): GPUBuffer {
    if (this.#small && this.#small.size >= bytes) return this.#small;
    if (this.#small) this.#scope.release(this.#small);
    this.#small = this.#scope.buffer({ label: 'small picture', size: bytes, usage: GPUBufferUsage.STORAGE });
    return this.#small;
  }

  #fitTexture({ width, height }: Size): GPUTexture {
    if (this.#full?.width === width && this.#full.height === height) return this.#full;
    if (this.#full) this.#scope.release(this.#full);
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING;
    this.#full = this.#scope.texture({ label: 'composite', size: [width, height], format: FORMAT, usage });
    return this.#full;
  }
}

/** Backgrounds that throw light on the person. */
const LIT: readonly number[] = [BACKGROUND.blur, BACKGROUND.colour, BACKGROUND.picture];

function backgroundOf({ effect }: PortraitScene, hasBackdrop: boolean): number {
  switch (effect.kind) {
    case 'blur':
      return BACKGROUND.blur;
    case 'picture':
    case 'video':
      return hasBackdrop ? BACKGROUND.picture : BACKGROUND.colour;
    case 'color':
    case 'black':
      return BACKGROUND.colour;
    case 'spotlight':
      return BACKGROUND.grey;
    case 'transparent':
      return BACKGROUND.nothing;
  }
}

/** Upright frame pixels → cells of the mask's fits; a cell is two model pixels wide. */
function toCells({ placement: { scaleX, scaleY, offsetX, offsetY } }: GpuMask): Affine {
  return { a: scaleX / 2, b: 0, c: 0, d: scaleY / 2, e: offsetX / 2, f: offsetY / 2 };
}

/** Upright 0..1 → texture coordinates of a picture that covers it. */
function coverOf(own: Size, upright: Size, mirror: boolean): Affine {
  const toOwn = invert(fitCover(own, upright));
  const toUv: Affine = { a: 1 / own.width, b: 0, c: 0, d: 1 / own.height, e: 0, f: 0 };
  const across = mirror ? -upright.width : upright.width;
  const toPixels: Affine = { a: across, b: 0, c: 0, d: upright.height, e: mirror ? upright.width : 0, f: 0 };
  return compose(toUv, compose(toOwn, toPixels));
}

/** 0..1 of `#rrggbb`. */
function colourOf(text: string): [number, number, number] {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255].map((c) => c / 255) as [number, number, number];
}

async function compile(device: GPUDevice, source: string): Promise<Pipelines> {
  const module = await shaderModule(device, 'composite', fullScreen + source + code);
  const edge = { low: REFINEMENT.low, high: REFINEMENT.high };
  const [shrink, composite] = await Promise.all([
    device.createComputePipelineAsync({
      label: 'shrink',
      layout: 'auto',
      compute: { module, entryPoint: 'shrink', constants: { ...edge, taps: TAPS, workgroup_side: WORKGROUP_SIDE } },
    }),
    device.createRenderPipelineAsync({
      label: 'composite',
      layout: 'auto',
      vertex: { module },
      fragment: { module, entryPoint: 'composite', constants: edge, targets: [{ format: FORMAT }] },
    }),
  ]);
  return { shrink, composite };
}
