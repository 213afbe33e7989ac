/** Masks steadied over time, on the GPU, and where in them the people are. The twin of `cpu/smooth-mask.ts` and `models/math/person-blocks.ts`. */
import type { InputSpec, Placement } from '../../../models/contract';
import { blockGrid, BLOCKS, type PersonBlocks } from '../../../models/math/person-blocks';
import { guideSize } from '../../cpu/mask-guide';
import { SMOOTHING } from '../../cpu/smooth-mask';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import type { InputType } from './preprocess';
import code from './smooth-mask.wgsl?raw';

/** One workgroup sums up one block. */
const WORKGROUP_SIDE = BLOCKS.side;
/** `Smoothing` in the shader. */
const OPTIONS_BYTES = 96;
/** Words before the blocks: `seen` in the shader. */
const BLOCKS_AT = 4;

export interface SmoothPipelines {
  readonly see: GPUComputePipeline;
  readonly smooth: GPUComputePipeline;
}

export async function smoothPipelines(device: GPUDevice, type: InputType): Promise<SmoothPipelines> {
  const value = type === 'float16' ? 'enable f16;\nalias Value = f16;\n' : 'alias Value = f32;\n';
  const module = await shaderModule(device, 'smooth mask', value + code);
  const make = (entryPoint: string, constants: Record<string, number>): Promise<GPUComputePipeline> =>
    device.createComputePipelineAsync({
      label: entryPoint,
      layout: 'auto',
      compute: { module, entryPoint, constants: { workgroup_side: WORKGROUP_SIDE, ...constants } },
    });
  const { strength, stillLuma, movedLuma, cutMask, cutLuma } = SMOOTHING;
  const [see, smooth] = await Promise.all([
    make('see', {}),
    make('smooth_mask', {
      strength,
      still_luma: stillLuma,
      moved_luma: movedLuma,
      cut_mask: cutMask,
      cut_luma: cutLuma,
      presence: BLOCKS.presence,
      steps: BLOCKS.steps,
    }),
  ]);
  return { see, smooth };
}

/** A mask and the picture it belongs to, in GPU memory until the next but one `encode`. */
export interface SmoothedMask {
  /** float32, the mask's size. */
  readonly alpha: GPUBuffer;
  /** vec4f a cell: red, green, blue, luma; the guide's size. */
  readonly guide: GPUBuffer;
}

export class SmoothMaskPass {
  readonly #device: GPUDevice;
  readonly #spec: InputSpec;
  readonly #options: GPUBuffer;
  /** Change since the picture before, and the weights of the blocks. */
  readonly seen: GPUBuffer;
  /** Written in turn: the one not written last is the history. */
  readonly #masks: readonly [SmoothedMask, SmoothedMask];
  readonly #steps: readonly (readonly [GPUComputePipeline, GPUBindGroup, readonly [number, number]])[][];
  #turn: 0 | 1 = 0;
  #before: Placement | undefined;
  #former: Placement | undefined;

  /** @param source the network's input as `PreprocessPass` filled it, and its answer: `width·height` float32 */
  constructor(
    scope: ResourceScope,
    pipelines: SmoothPipelines,
    source: { readonly spec: InputSpec; readonly input: GPUBuffer; readonly alpha: GPUBuffer },
  ) {
    this.#device = scope.device;
    this.#spec = source.spec;
    const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const { width, height } = source.spec;
    const guide = guideSize(source.spec);
    const newMask = (): SmoothedMask => ({
      alpha: scope.buffer({ label: 'smoothed mask', size: width * height * 4, usage: storage }),
      guide: scope.buffer({ label: 'mask guide', size: guide.width * guide.height * 16, usage: storage }),
    });
    this.#masks = [newMask(), newMask()];
    const blocks = blockGrid(source.spec);
    const words = BLOCKS_AT + Math.ceil((blocks.width * blocks.height) / 2);
    this.seen = scope.buffer({ label: 'mask change', size: words * 4, usage: storage });
    const uniform = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#options = scope.buffer({ label: 'smoothing', size: OPTIONS_BYTES, usage: uniform });
    const entry = (binding: number, buffer: GPUBuffer): GPUBindGroupEntry => ({ binding, resource: { buffer } });
    const group = (pipeline: GPUComputePipeline, entries: GPUBindGroupEntry[]): GPUBindGroup =>
      scope.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    this.#steps = [0, 1].map((turn) => {
      const [now, before] = turn === 0 ? this.#masks : ([this.#masks[1], this.#masks[0]] as const);
      const shared = [entry(0, this.#options), entry(2, source.alpha), entry(3, now.guide), entry(4, before.guide)];
      const past = [entry(5, before.alpha), entry(7, this.seen)];
      return [
        [
          pipelines.see,
          group(pipelines.see, [...shared, entry(1, source.input), ...past]),
          [guide.width, guide.height],
        ],
        [pipelines.smooth, group(pipelines.smooth, [...shared, ...past, entry(6, now.alpha)]), [width, height]],
      ];
    });
  }

  /** Two dispatches. @param placement where the frame lay in the input that was answered */
  encode(encoder: GPUCommandEncoder, placement: Placement): SmoothedMask {
    this.#device.queue.writeBuffer(this.#options, 0, optionsOf(this.#spec, placement, this.#before));
    this.#former = this.#before;
    this.#before = placement;
    this.#turn = this.#turn === 0 ? 1 : 0;
    encoder.clearBuffer(this.seen);
    const pass = encoder.beginComputePass({ label: 'smooth mask' });
    for (const [pipeline, group, [width, height]] of this.#steps[this.#turn] ?? []) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP_SIDE), Math.ceil(height / WORKGROUP_SIDE));
    }
    pass.end();
    return this.#masks[this.#turn];
  }

  /** As if the last `encode` had not been: its mask is no history for the next. */
  takeBack(): void {
    this.#turn = this.#turn === 0 ? 1 : 0;
    this.#before = this.#former;
  }

  /** Forgets what was before. */
  reset(): void {
    this.#before = undefined;
  }

  /** @param bytes of `seen` */
  foundIn(bytes: ArrayBuffer): { readonly blocks: PersonBlocks; readonly cut: boolean } {
    const words = new Uint32Array(bytes);
    const [luma = 0, cells = 0, mask = 0, pixels = 0] = words;
    const grid = blockGrid(this.#spec);
    const weights = new Uint16Array(bytes, BLOCKS_AT * 4, grid.width * grid.height);
    const cut = luma > SMOOTHING.cutLuma * 255 * cells || mask > SMOOTHING.cutMask * 255 * pixels;
    return { blocks: { ...grid, weights: Uint32Array.from(weights) }, cut };
  }
}

/** `Smoothing` of smooth-mask.wgsl. */
function optionsOf(spec: InputSpec, to: Placement, from: Placement | undefined): ArrayBuffer {
  const bytes = new ArrayBuffer(OPTIONS_BYTES);
  const words = new Uint32Array(bytes);
  const floats = new Float32Array(bytes);
  const { width, height, layout, channelOrder, mean, std } = spec;
  const guide = guideSize(spec);
  const order = channelOrder === 'rgb' ? ([0, 1, 2] as const) : ([2, 1, 0] as const);
  const [distance, step] = layout === 'nchw' ? [width * height, 1] : [1, 3];
  words.set([width, height, guide.width, guide.height, ...order.map((c) => c * distance), step]);
  floats.set(
    order.map((c) => std[c] / 255),
    8,
  );
  floats.set(
    order.map((c) => mean[c] / 255),
    12,
  );
  const follows = from?.frame.width === to.frame.width && from.frame.height === to.frame.height ? from : undefined;
  if (!follows) return bytes;
  words.set([1, isSamePlace(follows, to) ? 1 : 0], 16);
  const [across, down] = [follows.scaleX / to.scaleX, follows.scaleY / to.scaleY];
  floats.set([across, down, follows.offsetX - to.offsetX * across, follows.offsetY - to.offsetY * down], 20);
  return bytes;
}

function isSamePlace(a: Placement, b: Placement): boolean {
  return a.scaleX === b.scaleX && a.scaleY === b.scaleY && a.offsetX === b.offsetX && a.offsetY === b.offsetY;
}
