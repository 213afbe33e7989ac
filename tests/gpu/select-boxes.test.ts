/** Threshold, sort and class-wise NMS on the GPU against the CPU's: the same boxes in the same order, exactly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxHead, Detection, DetectOptions, RawOutputs, Size } from '../../models/contract';
import { inFrame } from '../../models/math/candidates';
import { cellCount, gridLevels } from '../../models/math/grid';
import { place } from '../../models/math/letterbox';
import { CandidateList, indicesAbove, toDetections } from '../../models/math/candidates';
import { MODELS } from '../../models/registry';
import {
  foundBytes,
  readFound,
  SelectBoxesPass,
  selectPipelines,
  type FoundBoxes,
  type SelectPipelines,
} from '../../workers/gpu/passes/select-boxes';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { between, oneOf, randomOf, readBuffer, testDevice, validated } from './gpu-device';

let device: GPUDevice;
let scope: ResourceScope;
let pipelines: Record<BoxHead['kind'], SelectPipelines>;
beforeAll(async () => {
  device = await testDevice();
  scope = new ResourceScope(device);
  pipelines = await validated(device, async () => ({
    distances: await selectPipelines(device, 'distances'),
    grid: await selectPipelines(device, 'grid'),
  }));
});
afterAll(() => {
  scope.dispose();
  device.destroy();
});

interface Case {
  readonly head: BoxHead;
  readonly input: Size;
  readonly classes: number;
  readonly tensors: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

async function onGpu({ head, input, classes, tensors }: Case, options: DetectOptions, times = 1): Promise<FoundBoxes> {
  const inner = scope.child();
  const { iouThreshold, maxDetections: maxKept, scoreThreshold } = options;
  const bytes = await validated(device, async () => {
    const outputs = new Map(
      Object.entries(tensors).map(([name, values]) => {
        const buffer = inner.buffer({
          size: values.byteLength,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
        });
        device.queue.writeBuffer(buffer, 0, values);
        return [name, buffer];
      }),
    );
    const pass = new SelectBoxesPass(inner, pipelines[head.kind], { head, input, classes, outputs, maxKept });
    for (let i = 0; i < times; i++) {
      const encoder = device.createCommandEncoder();
      const compute = encoder.beginComputePass();
      pass.encode(compute, { scoreThreshold, iouThreshold, maxKept });
      compute.end();
      device.queue.submit([encoder.finish()]);
    }
    return readBuffer(device, pass.found, foundBytes(maxKept));
  });
  inner.dispose();
  return readFound(bytes);
}

/** The CPU's way with the same tensors (`models/yolo/decode.ts` for any grid and number of classes). */
function onCpu({ input, classes, tensors, head }: Case, options: DetectOptions): Detection[] {
  const boxes = tensors['boxes'] ?? new Float32Array();
  const scores = tensors['scores'] ?? new Float32Array();
  const list = new CandidateList();
  const levels = gridLevels(input, head.strides);
  for (const hit of indicesAbove(scores, options.scoreThreshold)) {
    const cell = Math.floor(hit / classes);
    const level = levels.findLast(({ firstCell }) => cell >= firstCell)!;
    const x = ((cell - level.firstCell) % level.columns) + 0.5;
    const y = Math.floor((cell - level.firstCell) / level.columns) + 0.5;
    const [left, top, right, bottom] = boxes.subarray(4 * cell, 4 * cell + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const s = level.stride;
    list.add(hit % classes, scores[hit]!, (x - left) * s, (y - top) * s, (x + right) * s, (y + bottom) * s);
  }
  return toDetections(list, place(input, input, 'stretch'), [], options);
}

function asDetections(found: FoundBoxes, { input, classes }: Case): Detection[] {
  const classIds = Uint16Array.from(found.hits, (hit) => hit % classes);
  return inFrame({ ...found, classIds }, Array(found.count).keys(), place(input, input, 'stretch'), []);
}

const HEAD: BoxHead = { kind: 'distances', strides: [8, 16], boxes: 'boxes', scores: 'scores' };
const OPTIONS: DetectOptions = { scoreThreshold: 0.3, iouThreshold: 0.5, maxDetections: 100 };

/** Tensors of a detector; a score of 0 is no hit. */
function caseOf(input: Size, classes: number, score: (hit: number) => number, distance: (i: number) => number): Case {
  const cells = cellCount(gridLevels(input, HEAD.strides));
  return {
    head: HEAD,
    input,
    classes,
    tensors: {
      boxes: Float32Array.from({ length: 4 * cells }, (_, i) => distance(i)),
      scores: Float32Array.from({ length: cells * classes }, (_, i) => score(i)),
    },
  };
}

async function expectSame(one: Case, options = OPTIONS): Promise<FoundBoxes> {
  const found = await onGpu(one, options);
  expect(asDetections(found, one)).toEqual(onCpu(one, options));
  return found;
}

describe('select-boxes', () => {
  it('finds nothing where nothing is', async () => {
    const found = await expectSame(
      caseOf(
        { width: 48, height: 80 },
        3,
        () => 0.1,
        () => 1,
      ),
    );
    expect(found).toMatchObject({ count: 0, total: 0 });
  });

  it.each(Array.from({ length: 30 }, (_, seed) => seed))('chooses as the CPU does, case %i', async (seed) => {
    const random = randomOf(seed);
    const input = { width: 16 * between(random, 1, 9), height: 16 * between(random, 1, 9) };
    const rare = oneOf(random, [0.02, 0.3, 1]);
    // Few values, so that scores tie.
    const scores = oneOf(random, [random, () => between(random, 0, 8) / 8]);
    const one = caseOf(
      input,
      between(random, 1, 5),
      () => (random() < rare ? scores() : 0),
      () => random() * 4,
    );
    await expectSame(one, {
      scoreThreshold: oneOf(random, [0, 0.3, 0.5]),
      iouThreshold: oneOf(random, [0, 0.3, 0.5, 0.7]),
      maxDetections: between(random, 1, 100),
    });
  });

  it('breaks a thousand ties by position', async () => {
    const one = caseOf(
      { width: 256, height: 128 },
      2,
      () => 0.75,
      () => 0.4,
    );
    const found = await expectSame(one);
    expect(found.count).toBe(100);
    expect([...found.hits]).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('with more hits than slots takes the best, and the first of equal ones', async () => {
    const random = randomOf(5);
    // 640 cells × 4 classes; two in three are equal, and the best come last.
    const one = caseOf(
      { width: 256, height: 128 },
      4,
      (hit) => (hit % 3 === 0 ? 0.4 + random() / 2 : 0.6),
      () => 0.2 + random(),
    );
    const found = await expectSame(one, { ...OPTIONS, iouThreshold: 0.05 });
    expect(found.total).toBeGreaterThan(1024 * 2);
    // Twice on the same buffers: the counters start anew.
    expect(await onGpu(one, { ...OPTIONS, iouThreshold: 0.05 }, 2)).toEqual(found);
  });

  it('drops NaN scores, NaN corners and boxes without end, and keeps the rest', async () => {
    const random = randomOf(11);
    const holes = [NaN, Infinity, -Infinity];
    const one = caseOf(
      { width: 80, height: 48 },
      3,
      () => (random() < 0.3 ? oneOf(random, [NaN, -Infinity, -0]) : random()),
      () => (random() < 0.1 ? oneOf(random, holes) : random() * 3),
    );
    const found = await expectSame(one);
    expect(found.count).toBeGreaterThan(0);
    const lost = caseOf(
      { width: 80, height: 48 },
      3,
      () => NaN,
      () => 1,
    );
    expect((await expectSame(lost)).count).toBe(0);
  });

  it('draws the line between scores where doubles do', async () => {
    // Neighbours of 0.3 among the floats: 0.3 itself is none of them.
    const above = Math.fround(0.3);
    const one = caseOf(
      { width: 16, height: 16 },
      1,
      (hit) => (hit === 2 ? above : above - 2 ** -25),
      () => 0.1,
    );
    const found = await expectSame(one);
    expect([...found.hits]).toEqual([2]);
  });

  it('reads back no more than 4 kB for a hundred boxes', () => {
    expect(foundBytes(100)).toBeLessThanOrEqual(4096);
  });
});

describe('heads of the catalogue', () => {
  it.each(['yolo-256', 'yolox-nano'] as const)('%s: the same detections as its decode', async (id) => {
    const model = MODELS[id];
    const { spec, head } = model;
    if (!head) throw new Error('no head');
    const random = randomOf(id.length);
    const cells = cellCount(gridLevels(spec.input, head.strides));
    const classes = spec.labels.length;
    const score = (): number => (random() < 0.001 ? 0.4 + 0.6 * random() : 0.01 * random());
    const tensors: Record<string, Float32Array<ArrayBuffer>> = head.kind === 'distances'
      ? {
          [head.boxes]: Float32Array.from({ length: cells * 4 }, () => 4 * random()),
          [head.scores]: Float32Array.from({ length: cells * classes }, score),
        }
      : {
          [head.output]: Float32Array.from({ length: cells * (5 + classes) }, (_, i) =>
            i % (5 + classes) < 4 ? 2 * random() : i % (5 + classes) === 4 ? random() : score(),
          ),
        };
    const found = await onGpu({ head, input: spec.input, classes, tensors }, OPTIONS);
    const raw: RawOutputs = Object.fromEntries(
      Object.entries(tensors).map(([name, data]) => [name, { data, dims: [1, cells, data.length / cells] }]),
    );
    const placement = place({ width: 640, height: 480 }, spec.input, spec.input.fit);
    const expected = model.decode(raw, placement, OPTIONS);
    const classIds = Uint16Array.from(found.hits, (hit) => hit % classes);
    const actual = inFrame({ ...found, classIds }, Array(found.count).keys(), placement, spec.labels);
    expect(expected.length).toBeGreaterThan(10);
    expect(actual.map(({ classId }) => classId)).toEqual(expected.map(({ classId }) => classId));
    actual.forEach(({ boxFramePx, score }, i) => {
      const wanted = expected[i]!;
      expect(score).toBeCloseTo(wanted.score, 6);
      // exp() of a GPU may be off by a few units in the last place.
      for (const side of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(boxFramePx[side] - wanted.boxFramePx[side])).toBeLessThan(0.01);
    });
  });
});
