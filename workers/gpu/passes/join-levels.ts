/**
 * Outputs that come a tensor per stride, sides as distributions → the two tensors that the `distances` head reads, on the GPU. The
 * twin of `models/nanodet/decode.ts` up to the boxes.
 */
import type { BoxHead, OutputLevels, Size } from '../../../models/contract';
import { cellCount, gridLevels } from '../../../models/math/grid';
import type { ResourceScope } from '../resource-scope';
import { shaderModule } from '../shader';
import code from './join-levels.wgsl?raw';

const GROUP_SIZE = 64; // as in the shader
/** `Level` in the shader. */
const LEVEL_BYTES = 16;

export interface JoinLevelsPipeline {
  readonly pipeline: GPUComputePipeline;
  readonly bins: number;
}

/** Compiles off this thread. */
export async function joinLevelsPipeline(device: GPUDevice, bins: number): Promise<JoinLevelsPipeline> {
  const module = await shaderModule(device, 'join levels', code);
  const compute = { module, entryPoint: 'join', constants: { bins } };
  return { pipeline: await device.createComputePipelineAsync({ label: 'join levels', layout: 'auto', compute }), bins };
}

export interface JoinLevelsOptions {
  readonly head: Extract<BoxHead, { kind: 'distances' }>;
  readonly levels: OutputLevels;
  readonly input: Size;
  readonly classes: number;
  /** The network's outputs, by name. */
  readonly outputs: ReadonlyMap<string, GPUBuffer>;
}

interface Level {
  readonly scores: GPUBuffer;
  readonly scoreBytes: number;
  readonly firstScoreByte: number;
  readonly group: GPUBindGroup;
  readonly groups: number;
}

export class JoinLevelsPass {
  /** What the head reads, by the names it uses. */
  readonly joined: ReadonlyMap<string, GPUBuffer>;
  readonly #pipeline: GPUComputePipeline;
  readonly #levels: readonly Level[];
  readonly #scores: GPUBuffer;

  /** @throws RangeError where an output is missing, or there are more or fewer of them than strides. */
  constructor(scope: ResourceScope, { pipeline }: JoinLevelsPipeline, options: JoinLevelsOptions) {
    const { head, levels, input, classes, outputs } = options;
    const grid = gridLevels(input, head.strides);
    if (grid.length !== levels.levels.length)
      throw new RangeError(`${levels.levels.length} levels of outputs for ${grid.length} strides`);
    const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
    const floats = (label: string, count: number): GPUBuffer =>
      scope.buffer({ label, size: count * Float32Array.BYTES_PER_ELEMENT, usage: STORAGE | COPY_DST });
    const cells = cellCount(grid);
    const sides = floats('sides of all levels', 4 * cells);
    this.#pipeline = pipeline;
    this.#scores = floats('scores of all levels', classes * cells);
    this.joined = new Map([
      [head.boxes, sides],
      [head.scores, this.#scores],
    ]);
    const named = (name: string): GPUBuffer => {
      const buffer = outputs.get(name);
      if (!buffer) throw new RangeError(`output '${name}' is missing; there are: ${[...outputs.keys()].join(', ')}`);
      return buffer;
    };
    this.#levels = grid.map(({ firstCell, columns, rows, stride }, i) => {
      const { scores = '', distances = '' } = levels.levels[i] ?? {};
      const count = columns * rows;
      const facts = new ArrayBuffer(LEVEL_BYTES);
      new Uint32Array(facts).set([firstCell, count]);
      new Float32Array(facts)[2] = levels.centreOffsetPx / stride;
      const uniform = scope.buffer({ label: 'level', size: LEVEL_BYTES, usage: UNIFORM | COPY_DST });
      scope.device.queue.writeBuffer(uniform, 0, facts);
      const entries = [uniform, named(distances), sides].map((buffer, binding) => ({ binding, resource: { buffer } }));
      const bytes = classes * Float32Array.BYTES_PER_ELEMENT;
      return {
        scores: named(scores),
        scoreBytes: count * bytes,
        firstScoreByte: firstCell * bytes,
        group: scope.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
        groups: Math.ceil((4 * count) / GROUP_SIZE),
      };
    });
  }

  /** @returns dispatches made: one a level. */
  encode(encoder: GPUCommandEncoder): number {
    for (const { scores, scoreBytes, firstScoreByte } of this.#levels)
      encoder.copyBufferToBuffer(scores, 0, this.#scores, firstScoreByte, scoreBytes);
    const pass = encoder.beginComputePass({ label: 'join levels' });
    pass.setPipeline(this.#pipeline);
    for (const { group, groups } of this.#levels) {
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
    }
    pass.end();
    return this.#levels.length;
  }
}
