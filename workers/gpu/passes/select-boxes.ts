/**
 * A detector's outputs → its best boxes, on the GPU: threshold, sort (score descending, then position), class-wise NMS. Only the
 * surviving boxes are ever read back. The twin of `models/math/candidates.ts` and `nms.ts`; exact in its choice and order.
 *
 * Heads differ only in what a hit scores and which box it stands for (`head-*.wgsl`), so every detector uses these kernels, and
 * the proposals of a two-stage one do too.
 */
import type { BoxHead, ProposalHead, Size } from '../../../models/contract';
import { cellCount, gridLevels, type GridLevel } from '../../../models/math/grid';
import { MAX_CANDIDATES } from '../../../models/math/nms';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import distances from './head-distances.wgsl?raw';
import grid from './head-grid.wgsl?raw';
import proposals from './head-proposals.wgsl?raw';
import code from './select-boxes.wgsl?raw';

const GROUP_SIZE = 256;
/** Hits that are sorted without a selection before. Sort keys take 12 bytes each of the 16 kB a workgroup surely has. */
const SLOTS = 1024;
const HEADER_WORDS = 4;
export const BOX_WORDS = 6;
const CORNER_WORDS = 4;
/** `Options` in the shader. */
const OPTIONS_BYTES = 32;
const STORAGE = 4;

type Head = BoxHead | ProposalHead;

const HEADS: Readonly<Record<Head['kind'], string>> = { distances, grid, proposals };

/** Bytes to read back for at most so many boxes. */
export function foundBytes(maxKept: number): number {
  return STORAGE * (HEADER_WORDS + BOX_WORDS * maxKept);
}

/** Bytes to read back for the corners of so many boxes that took part in the suppression. */
export function consideredBytes(count: number): number {
  return STORAGE * CORNER_WORDS * count;
}

export interface SelectOptions {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly maxKept: number;
  /** At most `MAX_CANDIDATES`, which it is by default. */
  readonly maxCandidates?: number;
}

/** The compiled kernels of one kind of head; one set per device. */
export interface SelectPipelines {
  readonly common: GPUBindGroupLayout;
  readonly head: GPUBindGroupLayout;
  readonly gather: GPUComputePipeline;
  readonly select: GPUComputePipeline;
}

/** Compiles off this thread. @param head of a second stage whole, since its numbers are compiled in. */
export async function selectPipelines(
  device: GPUDevice,
  head: BoxHead['kind'] | ProposalHead,
): Promise<SelectPipelines> {
  const kind = typeof head === 'string' ? head : head.kind;
  const numbers: Record<string, number> =
    typeof head === 'string'
      ? {}
      : {
          objectness_power: head.objectnessPower,
          max_log_growth: head.maxLogGrowth,
          proposal_words: BOX_WORDS,
        };
  const entry = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type },
  });
  const common = device.createBindGroupLayout({
    label: 'select boxes',
    entries: [entry(0, 'uniform'), entry(1, 'storage'), entry(2, 'storage'), entry(3, 'storage')],
  });
  const tensors = kind === 'grid' ? 1 : 2;
  const headLayout = device.createBindGroupLayout({
    label: `head ${kind}`,
    entries: Array.from({ length: 1 + tensors }, (_, i) => entry(i, 'read-only-storage')),
  });
  const module = await shaderModule(device, `select boxes, ${kind}`, HEADS[kind] + code);
  const layout = device.createPipelineLayout({ bindGroupLayouts: [common, headLayout] });
  const sizes = { group_size: GROUP_SIZE, slots: SLOTS, ...numbers };
  const compile = (entryPoint: string, constants: Record<string, number>): Promise<GPUComputePipeline> =>
    device.createComputePipelineAsync({ label: entryPoint, layout, compute: { module, entryPoint, constants } });
  const [gather, select] = await Promise.all([
    compile('gather', sizes),
    compile('select_best', { ...sizes, header_words: HEADER_WORDS, box_words: BOX_WORDS }),
  ]);
  return { common, head: headLayout, gather, select };
}

export interface SelectBoxesOptions {
  readonly head: BoxHead | (ProposalHead & { readonly from: SelectBoxesPass });
  /** Of the network, model pixels. */
  readonly input: Size;
  readonly classes: number;
  /** The network's outputs, by name. */
  readonly outputs: ReadonlyMap<string, GPUBuffer>;
  /** Room in `found`: no later `maxKept` may be larger. */
  readonly maxKept: number;
  /** Boxes are held inside the input and at least a pixel wide and high. */
  readonly clip?: boolean;
}

export class SelectBoxesPass {
  /** Two words of counts, two free; then six words a box: left, top, right, bottom (model pixels), score, hit number. */
  readonly found: GPUBuffer;
  /** Corners of the boxes that took part in the suppression, best first, as `found` has them; NaN in those that never were boxes. */
  readonly considered: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #pipelines: SelectPipelines;
  readonly #common: GPUBindGroup;
  readonly #head: GPUBindGroup;
  readonly #options: GPUBuffer;
  readonly #hits: number;
  readonly #classes: number;
  readonly #room: number;
  readonly #clip: Size;
  #written = '';

  /** @throws RangeError where an output that the head names is missing. */
  constructor(scope: ResourceScope, pipelines: SelectPipelines, options: SelectBoxesOptions) {
    const { head, input, classes, outputs, maxKept } = options;
    this.#device = scope.device;
    this.#pipelines = pipelines;
    this.#classes = classes;
    this.#room = maxKept;
    this.#clip = options.clip ? input : { width: 0, height: 0 };
    const levels = head.kind === 'proposals' ? [] : gridLevels(input, head.strides);
    this.#hits = (head.kind === 'proposals' ? head.from.#room : cellCount(levels)) * classes;
    const { STORAGE: storage, UNIFORM, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const make = (label: string, size: number, usage: number): GPUBuffer => scope.buffer({ label, size, usage });
    this.#options = make('select options', OPTIONS_BYTES, UNIFORM | COPY_DST);
    this.found = make('found boxes', foundBytes(maxKept), storage | COPY_SRC);
    this.considered = make('sorted boxes', consideredBytes(SLOTS), storage | COPY_SRC);
    const bind = (layout: GPUBindGroupLayout, buffers: readonly GPUBuffer[]): GPUBindGroup =>
      scope.device.createBindGroup({
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
    this.#common = bind(pipelines.common, [
      this.#options,
      make('gathered hits', STORAGE * (1 + SLOTS), storage),
      this.considered,
      this.found,
    ]);
    this.#head = bind(pipelines.head, [
      head.kind === 'proposals' ? head.from.found : levelTable(scope, levels),
      ...tensorsOf(head).map((name) => outputNamed(outputs, name)),
    ]);
  }

  /** Two dispatches. @throws RangeError where more boxes are asked for than there is room. */
  encode(pass: GPUComputePassEncoder, options: SelectOptions): void {
    this.#write(options);
    pass.setBindGroup(0, this.#common);
    pass.setBindGroup(1, this.#head);
    pass.setPipeline(this.#pipelines.gather);
    const groups = Math.ceil(this.#hits / GROUP_SIZE);
    const most = this.#device.limits.maxComputeWorkgroupsPerDimension;
    const rows = Math.ceil(groups / most);
    pass.dispatchWorkgroups(Math.ceil(groups / rows), rows);
    pass.setPipeline(this.#pipelines.select);
    pass.dispatchWorkgroups(1);
  }

  #write({ scoreThreshold, iouThreshold, maxKept, maxCandidates = MAX_CANDIDATES }: SelectOptions): void {
    if (maxKept > this.#room) throw new RangeError(`${maxKept} boxes wanted, there is room for ${this.#room}`);
    if (maxCandidates > SLOTS) throw new RangeError(`${maxCandidates} candidates wanted, at most ${SLOTS} are sorted`);
    const key = JSON.stringify([scoreThreshold, iouThreshold, maxKept, maxCandidates]);
    if (key === this.#written) return;
    this.#written = key;
    const bytes = new ArrayBuffer(OPTIONS_BYTES);
    const floats = new Float32Array(bytes);
    const words = new Uint32Array(bytes);
    floats[0] = roundDown(scoreThreshold);
    floats[1] = iouThreshold;
    words.set([maxKept, maxCandidates, this.#hits, this.#classes], 2);
    floats.set([this.#clip.width, this.#clip.height], 6);
    this.#device.queue.writeBuffer(this.#options, 0, bytes);
  }
}

/** Boxes as they came back, best first. */
export interface FoundBoxes {
  /** Left, top, right, bottom of each, model pixels. */
  readonly corners: Float32Array;
  readonly scores: Float32Array;
  /** cell · classes + class. */
  readonly hits: Uint32Array;
  readonly count: number;
  /** Hits above the threshold, before suppression. */
  readonly total: number;
}

/** @param bytes a copy of `found`. */
export function readFound(bytes: ArrayBuffer): FoundBoxes {
  const words = new Uint32Array(bytes);
  const floats = new Float32Array(bytes);
  const [count = 0, total = 0] = words;
  const corners = new Float32Array(4 * count);
  const scores = new Float32Array(count);
  const hits = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = HEADER_WORDS + BOX_WORDS * i;
    corners.set(floats.subarray(at, at + 4), 4 * i);
    scores[i] = floats[at + 4] ?? NaN;
    hits[i] = words[at + 5] ?? 0;
  }
  return { corners, scores, hits, count, total };
}

/** Names of the outputs that the head reads, in the order of its bindings. */
function tensorsOf(head: Head): readonly string[] {
  switch (head.kind) {
    case 'distances':
      return [head.boxes, head.scores];
    case 'grid':
      return [head.output];
    case 'proposals':
      return [head.scores, head.deltas];
  }
}

function levelTable(scope: ResourceScope, levels: readonly GridLevel[]): GPUBuffer {
  const words = Uint32Array.from(levels.flatMap(({ firstCell, columns, stride }) => [firstCell, columns, stride, 0]));
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const table = scope.buffer({ label: 'grid levels', size: words.byteLength, usage });
  scope.device.queue.writeBuffer(table, 0, words);
  return table;
}

function outputNamed(outputs: ReadonlyMap<string, GPUBuffer>, name: string): GPUBuffer {
  const buffer = outputs.get(name);
  if (!buffer) throw new RangeError(`output '${name}' is missing; there are: ${[...outputs.keys()].join(', ')}`);
  return buffer;
}

/** The largest float32 that is not above: `score > threshold` then says the same of a float32 score as it does in doubles. */
function roundDown(value: number): number {
  const rounded = Math.max(-MAX_FLOAT, Math.fround(value));
  if (!(rounded > value)) return rounded;
  const [float, bits] = [new Float32Array([rounded]), new Int32Array(1)];
  bits[0] = new Int32Array(float.buffer)[0] ?? 0;
  bits[0] += rounded > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0] ?? rounded;
}

/** Stands for "every score": shaders need not know infinities. */
const MAX_FLOAT = 3.4028234663852886e38;
