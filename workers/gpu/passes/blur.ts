/** A small picture blurred from its background alone, and the light it throws. The twin of `cpu/blur.ts` and `cpu/light-wrap.ts`. */
import type { Size } from '../../../models/contract';
import type { BlurPlan } from '../../blur-plan';
import { BLUR } from '../../cpu/blur';
import { LIGHT_WRAP, lightRadius } from '../../cpu/light-wrap';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import code from './blur.wgsl?raw';

const WORKGROUP_SIDE = 8;
/** Dynamic offsets of uniforms are multiples of this on every GPU. */
const SLOT_BYTES = 256;
const MOST_STEPS = 16;
const BYTES_PER_PIXEL = 16;

const STEPS = ['weigh', 'shine', 'box_mean', 'disc_mean', 'settle'] as const;
type Step = (typeof STEPS)[number];
export type BlurPipelines = Readonly<Record<Step, GPUComputePipeline>>;

export async function blurPipelines(device: GPUDevice): Promise<BlurPipelines> {
  const module = await shaderModule(device, 'blur', code);
  const numbers: Partial<Record<Step, Record<string, number>>> = {
    weigh: { person_above: BLUR.personAbove, least: BLUR.least },
    settle: { least: BLUR.least },
  };
  const made = await Promise.all(
    STEPS.map(async (entryPoint) => {
      const constants = { workgroup_side: WORKGROUP_SIDE, ...numbers[entryPoint] };
      const descriptor = { module, entryPoint, constants };
      const pipeline = await device.createComputePipelineAsync({
        label: entryPoint,
        layout: 'auto',
        compute: descriptor,
      });
      return [entryPoint, pipeline] as const;
    }),
  );
  return Object.fromEntries(made) as Record<Step, GPUComputePipeline>;
}

interface Order {
  readonly step: Step;
  readonly radius?: readonly [number, number];
}

export class BlurPass {
  readonly #scope: ResourceScope;
  readonly #pipelines: BlurPipelines;
  readonly #options: GPUBuffer;
  #buffers: readonly [GPUBuffer, GPUBuffer] | undefined;
  /** Since the pass was made. */
  dispatches = 0;

  constructor(scope: ResourceScope, pipelines: BlurPipelines) {
    this.#scope = scope;
    this.#pipelines = pipelines;
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.#options = scope.buffer({ label: 'blurring', size: SLOT_BYTES * MOST_STEPS, usage });
  }

  /**
   * @param pixels vec4f: colour 0..1 and person-ness, `plan.size`; kept
   * @param hides all pixels count alike: a picture in which nothing may be made out
   * @returns vec4f: colour and 1; valid until the next call
   */
  blur(pass: GPUComputePassEncoder, pixels: GPUBuffer, plan: BlurPlan, hides: boolean): GPUBuffer {
    const { shape, radii } = plan;
    const spread: Order[] =
      shape === 'disc'
        ? radii.map((radius) => ({ step: 'disc_mean', radius: [radius, radius] }))
        : radii.flatMap((radius): Order[] => boxes(radius));
    const orders: Order[] = [{ step: 'weigh' }, ...spread, { step: 'settle' }];
    return this.#run(pass, pixels, plan.size, { orders, isDisc: shape === 'disc', hides });
  }

  /** @param pixels as of `blur` @returns vec4f: the light, and 0; valid until the next call */
  light(pass: GPUComputePassEncoder, pixels: GPUBuffer, size: Size): GPUBuffer {
    const radius = lightRadius(size);
    const orders: Order[] = [{ step: 'shine' }, ...boxes(radius), ...boxes(radius)];
    return this.#run(pass, pixels, size, { orders, isDisc: false, hides: false });
  }

  #run(
    pass: GPUComputePassEncoder,
    pixels: GPUBuffer,
    size: Size,
    { orders, isDisc, hides }: { orders: readonly Order[]; isDisc: boolean; hides: boolean },
  ): GPUBuffer {
    const pair = this.#fit(size.width * size.height * BYTES_PER_PIXEL);
    const slots = new ArrayBuffer(SLOT_BYTES * orders.length);
    let from = pixels;
    this.dispatches += orders.length;
    orders.forEach(({ step, radius = [0, 0] }, i) => {
      new Uint32Array(slots, i * SLOT_BYTES, 6).set([
        size.width,
        size.height,
        ...radius,
        Number(isDisc),
        Number(hides),
      ]);
      new Float32Array(slots, i * SLOT_BYTES + 24, 1).set([LIGHT_WRAP.amount]);
      const to = i % 2 === 0 ? pair[0] : pair[1];
      const pipeline = this.#pipelines[step];
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        this.#scope.device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: { buffer: this.#options, offset: i * SLOT_BYTES, size: 32 } },
            { binding: 1, resource: { buffer: from } },
            { binding: 2, resource: { buffer: to } },
          ],
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(size.width / WORKGROUP_SIDE), Math.ceil(size.height / WORKGROUP_SIDE));
      from = to;
    });
    this.#scope.device.queue.writeBuffer(this.#options, 0, slots);
    return from;
  }

  #fit(bytes: number): readonly [GPUBuffer, GPUBuffer] {
    if (this.#buffers && this.#buffers[0].size >= bytes) return this.#buffers;
    for (const old of this.#buffers ?? []) this.#scope.release(old);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const make = (): GPUBuffer => this.#scope.buffer({ label: 'blur', size: bytes, usage });
    this.#buffers = [make(), make()];
    return this.#buffers;
  }
}

function boxes(radius: number): Order[] {
  return [
    { step: 'box_mean', radius: [radius, 0] },
    { step: 'box_mean', radius: [0, radius] },
  ];
}
