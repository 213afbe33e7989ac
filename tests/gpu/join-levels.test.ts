/** A tensor per stride, sides as distributions (NanoDet): joined and decoded on the GPU, the boxes are the CPU's. */
import { expect, it } from 'vitest';
import type { Detection, RawOutputs } from '../../models/contract';
import { inFrame } from '../../models/math/candidates';
import { gridLevels } from '../../models/math/grid';
import { place } from '../../models/math/letterbox';
import { MODELS } from '../../models/registry';
import { JoinLevelsPass, joinLevelsPipeline } from '../../workers/gpu/passes/join-levels';
import { foundBytes, readFound, SelectBoxesPass, selectPipelines } from '../../workers/gpu/passes/select-boxes';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { randomOf, readBuffer, testDevice, validated } from './gpu-device';

const { spec, head, levels, decode } = MODELS['nanodet-m'];
const OPTIONS = { scoreThreshold: 0.4, iouThreshold: 0.5, maxDetections: 100 };
/** Pixels: an exponential on the GPU is off by some units in the last place. */
const TOLERANCE_PX = 0.02;

/** About so many hits, none near the threshold, scores all different. */
function tensors(seed: number, hits: number): Record<string, Float32Array<ArrayBuffer>> {
  if (head?.kind !== 'distances' || !levels) throw new Error('NanoDet has no such head');
  const random = randomOf(seed);
  const classes = spec.labels.length;
  const grid = gridLevels(spec.input, head.strides);
  const cells = grid.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
  const share = hits / (cells * classes);
  return Object.fromEntries(
    grid.flatMap(({ columns, rows }, i) => {
      const { scores = '', distances = '' } = levels.levels[i] ?? {};
      const count = columns * rows;
      return [
        [
          scores,
          Float32Array.from({ length: count * classes }, () => (random() < share ? 0.5 + random() / 2 : random() / 4)),
        ],
        [distances, Float32Array.from({ length: count * 4 * levels.bins }, () => 12 * random() - 6)],
      ];
    }),
  );
}

it.each([0, 1, 40, 900])('about %i hits', async (hits) => {
  if (head?.kind !== 'distances' || !levels) throw new Error('NanoDet has no such head');
  const device = await testDevice();
  const scope = new ResourceScope(device);
  const all = tensors(hits + 1, hits);
  const classes = spec.labels.length;
  const bytes = await validated(device, async () => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const outputs = new Map(
      Object.entries(all).map(([name, values]) => {
        const buffer = scope.buffer({ size: values.byteLength, usage });
        device.queue.writeBuffer(buffer, 0, values);
        return [name, buffer] as const;
      }),
    );
    const options = { head, levels, input: spec.input, classes, outputs, maxKept: OPTIONS.maxDetections };
    const join = new JoinLevelsPass(scope, await joinLevelsPipeline(device, levels.bins), options);
    const pipelines = await selectPipelines(device, head.kind);
    const select = new SelectBoxesPass(scope, pipelines, { ...options, outputs: join.joined });
    const encoder = device.createCommandEncoder();
    expect(join.encode(encoder)).toBe(head.strides.length);
    const pass = encoder.beginComputePass();
    select.encode(pass, { ...OPTIONS, maxKept: OPTIONS.maxDetections });
    pass.end();
    device.queue.submit([encoder.finish()]);
    return readBuffer(device, select.found, foundBytes(OPTIONS.maxDetections));
  });
  const found = readFound(bytes);
  const placement = place(spec.input, spec.input, spec.input.fit);
  const classIds = Uint16Array.from(found.hits, (hit) => hit % classes);
  const actual = inFrame({ ...found, classIds }, Array(found.count).keys(), placement, spec.labels);
  const raw: RawOutputs = Object.fromEntries(
    Object.entries(all).map(([name, data]) => {
      const width = levels.levels.some(({ scores }) => scores === name) ? classes : 4 * levels.bins;
      return [name, { data, dims: [1, data.length / width, width] }];
    }),
  );
  const expected = decode(raw, placement, OPTIONS);
  const facts = ({ classId, score }: Detection): unknown => ({ classId, score });
  expect(actual.map(facts)).toEqual(expected.map(facts));
  actual.forEach(({ boxFramePx }, i) => {
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs(boxFramePx[side] - (expected[i]?.boxFramePx[side] ?? NaN))).toBeLessThan(TOLERANCE_PX);
  });
  if (hits >= 40) expect(actual.length).toBeGreaterThan(0);
  scope.dispose();
  device.destroy();
});
