/** The steps between and after the graphs of a two-stage detector, on the GPU against the CPU's: the same places in the same order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawOutputs, SecondStage } from '../../models/contract';
import { inFrame } from '../../models/math/candidates';
import { place } from '../../models/math/letterbox';
import { fillRois, PROPOSAL_BOXES, PROPOSAL_SCORES, runsFor } from '../../models/math/stages';
import { rcnn } from '../../models/rcnn/decode';
import { ProposalReader, type ReadProposals } from '../../workers/gpu/proposal-reader';
import { FillRoisPass, fillRoisPipeline, type FillRoisPipeline } from '../../workers/gpu/passes/fill-rois';
import {
  foundBytes,
  readFound,
  SelectBoxesPass,
  selectPipelines,
  type SelectPipelines,
} from '../../workers/gpu/passes/select-boxes';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { between, oneOf, randomOf, readBuffer, testDevice, validated } from './gpu-device';

const stage = rcnn.second as SecondStage;
const { input, labels } = rcnn.spec;
const CELLS = 40 * 40 + 20 * 20 + 10 * 10;
const CLASSES = labels.length;

let device: GPUDevice;
let scope: ResourceScope;
let first: SelectPipelines;
let second: SelectPipelines;
let filling: FillRoisPipeline;
beforeAll(async () => {
  device = await testDevice();
  scope = new ResourceScope(device);
  [first, second, filling] = await validated(device, () =>
    Promise.all([
      selectPipelines(device, stage.proposals.head.kind),
      selectPipelines(device, stage.head),
      fillRoisPipeline(device, stage.roisPerRun),
    ]),
  );
});
afterAll(() => {
  scope.dispose();
  device.destroy();
});

function filled(inner: ResourceScope, values: Float32Array<ArrayBuffer>): GPUBuffer {
  const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const buffer = inner.buffer({ size: values.byteLength, usage: STORAGE | COPY_DST | COPY_SRC });
  device.queue.writeBuffer(buffer, 0, values);
  return buffer;
}

function firstStage(
  random: () => number,
  hostile = false,
): { boxes: Float32Array<ArrayBuffer>; objectness: Float32Array<ArrayBuffer> } {
  const odd = (): boolean => hostile && random() < 0.05;
  const few = oneOf(random, [false, true]); // scores that tie
  return {
    boxes: Float32Array.from({ length: 4 * CELLS }, () =>
      odd() ? oneOf(random, [NaN, Infinity, 1e30]) : 4 * random(),
    ),
    objectness: Float32Array.from({ length: CELLS }, () =>
      odd() ? oneOf(random, [NaN, 0]) : few ? between(random, 0, 8) / 8 : random() ** 3,
    ),
  };
}

function cpuProposals({ boxes, objectness }: ReturnType<typeof firstStage>, count: number) {
  return stage.propose(
    { boxes: { data: boxes, dims: [1, CELLS, 4] }, objectness: { data: objectness, dims: [1, CELLS] } },
    count,
  );
}

interface Found {
  readonly proposals: ReturnType<typeof readFound>;
  readonly rois: Float32Array;
  readonly final: ReturnType<typeof readFound>;
  readonly layers: { readonly kept: ReadProposals; readonly all: ReadProposals };
  /** What showing each layer brought back. */
  readonly layerBytes: { readonly kept: number; readonly all: number };
}

const OPTIONS = { scoreThreshold: 0.3, iouThreshold: 0.5, maxKept: 100 };

/** Proposals and their boxes for the second graph, then its made-up answer decoded; nothing is read back on the way. */
async function onGpu(
  tensors: ReturnType<typeof firstStage>,
  count: number,
  answer: { scores: Float32Array<ArrayBuffer>; deltas: Float32Array<ArrayBuffer> },
): Promise<Found> {
  const inner = scope.child();
  const result = await validated(device, async () => {
    const { head, iouThreshold, considered } = stage.proposals;
    const outputs = new Map([
      ['boxes', filled(inner, tensors.boxes)],
      ['objectness', filled(inner, tensors.objectness)],
    ]);
    const proposing = new SelectBoxesPass(inner, first, {
      head,
      input,
      classes: 1,
      outputs,
      maxKept: count,
      clip: true,
    });
    const runs = runsFor(stage, count);
    const rois = filled(inner, new Float32Array(4 * stage.roisPerRun));
    const seenByRuns = filled(inner, new Float32Array(4 * stage.roisPerRun * runs));
    const fill = new FillRoisPass(inner, filling, { proposals: proposing, rois, runs });
    const answers = new Map([
      ['scores', filled(inner, answer.scores)],
      ['deltas', filled(inner, answer.deltas)],
    ]);
    const deciding = new SelectBoxesPass(inner, second, {
      head: { ...stage.head, from: proposing },
      input,
      classes: CLASSES,
      outputs: answers,
      maxKept: OPTIONS.maxKept,
    });
    const encoder = device.createCommandEncoder();
    let pass = encoder.beginComputePass();
    proposing.encode(pass, { scoreThreshold: 0, iouThreshold, maxKept: count, maxCandidates: considered(count) });
    for (let run = 0; run < runs; run++) {
      fill.encode(pass, run);
      pass.end();
      encoder.copyBufferToBuffer(rois, 0, seenByRuns, run * rois.size, rois.size);
      pass = encoder.beginComputePass();
    }
    deciding.encode(pass, OPTIONS);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const proposals = readFound(await readBuffer(device, proposing.found, foundBytes(count)));
    const final = readFound(await readBuffer(device, deciding.found, foundBytes(OPTIONS.maxKept)));
    const seen = new Float32Array(await readBuffer(device, seenByRuns, seenByRuns.size));
    const tally = { bytes: 0 };
    const reader = new ProposalReader({ scope: inner, tally, proposing, considered });
    const layerOf = async (layer: 'kept' | 'all'): Promise<[ReadProposals, number]> => {
      const before = tally.bytes;
      await reader.ready();
      const copying = device.createCommandEncoder();
      const read = reader.encode(copying, layer, count);
      device.queue.submit([copying.finish()]);
      return [await read(), tally.bytes - before];
    };
    const [[kept, keptBytes], [all, allBytes]] = [await layerOf('kept'), await layerOf('all')];
    return {
      proposals,
      final,
      rois: seen,
      layers: { kept, all },
      layerBytes: { kept: keptBytes, all: allBytes },
    };
  });
  inner.dispose();
  return result;
}

function answerOf(random: () => number, count: number) {
  return {
    scores: Float32Array.from({ length: count * CLASSES }, () => (random() < 0.01 ? random() : 0.01 * random())),
    deltas: Float32Array.from({ length: count * CLASSES * 4 }, () => 0.8 * (random() - 0.5)),
  };
}

describe('two stages on the GPU', () => {
  it.each([
    [1, 16],
    [2, 64],
    [3, 100],
    [4, 300],
    [5, 300],
  ])('proposes what the CPU proposes, case %i, at most %i', async (seed, count) => {
    const random = randomOf(seed);
    const tensors = firstStage(random, seed % 2 === 1);
    const { proposals, rois } = await onGpu(tensors, count, answerOf(random, count));
    const wanted = cpuProposals(tensors, count);
    expect(proposals.count).toBe(wanted.count);
    expect([...proposals.scores]).toEqual([...wanted.scores]);
    expect([...proposals.corners]).toEqual([...wanted.corners]);
    const boxes = new Float32Array(rois.length);
    fillRois(boxes, wanted, 0);
    expect([...rois]).toEqual([...boxes]);
  });

  it.each([
    [9, 16],
    [10, 64],
    [11, 300],
  ])('shows what was weighed and what was kept as the CPU does, case %i, at most %i', async (seed, count) => {
    const random = randomOf(seed);
    const tensors = firstStage(random, true);
    const { layers, layerBytes } = await onGpu(tensors, count, answerOf(random, count));
    const wanted = cpuProposals(tensors, count);
    expect([...layers.kept.kept]).toEqual([...wanted.corners]);
    expect([...layers.kept.considered]).toEqual([]);
    expect([...layers.all.kept]).toEqual([...wanted.corners]);
    // A box with NaN in it is no box, whichever of its corners have one: neither is drawn.
    const boxesOf = (corners: Float32Array): number[][] =>
      Array.from({ length: corners.length / 4 }, (_, i) => [...corners.subarray(4 * i, 4 * i + 4)]).map((box) =>
        box.some(Number.isNaN) ? [] : box,
      );
    const [expected, actual] = [boxesOf(wanted.considered), boxesOf(layers.all.considered)];
    expect(expected).toHaveLength(stage.proposals.considered(count));
    expect(expected.some((box) => box.length === 0)).toBe(true);
    expect(actual).toEqual(expected);
    expect(layerBytes.kept).toBe(16 + 24 * count);
    expect(layerBytes.all).toBe(16 + 24 * count + 16 * stage.proposals.considered(count));
    expect(layerBytes.all).toBeLessThan(23_500);
  });

  it('fills the boxes of the second graph with finite values where nothing was proposed', async () => {
    const nothing = { boxes: new Float32Array(4 * CELLS).fill(1), objectness: new Float32Array(CELLS) };
    const { proposals, rois, final } = await onGpu(nothing, 16, answerOf(randomOf(1), 16));
    expect([proposals.count, final.count]).toEqual([0, 0]);
    expect(rois.every((v) => Number.isFinite(v))).toBe(true);
  });

  it.each([6, 7, 8])('decodes the second stage as the CPU does, case %i', async (seed) => {
    const random = randomOf(seed);
    const count = oneOf(random, [16, 40, 64]);
    const tensors = firstStage(random);
    const { scores, deltas } = answerOf(random, count);
    const { final } = await onGpu(tensors, count, { scores, deltas });
    const wanted = cpuProposals(tensors, count);
    const raw: RawOutputs = {
      [PROPOSAL_BOXES]: { data: wanted.corners, dims: [1, wanted.count, 4] },
      [PROPOSAL_SCORES]: { data: wanted.scores, dims: [1, wanted.count] },
      scores: { data: scores.subarray(0, wanted.count * CLASSES), dims: [1, wanted.count, CLASSES] },
      deltas: { data: deltas.subarray(0, wanted.count * CLASSES * 4), dims: [1, wanted.count, CLASSES, 4] },
    };
    const placement = place({ width: 640, height: 480 }, input, input.fit);
    const { scoreThreshold, iouThreshold, maxKept: maxDetections } = OPTIONS;
    const expected = rcnn.decode(raw, placement, { scoreThreshold, iouThreshold, maxDetections });
    const classIds = Uint16Array.from(final.hits, (hit) => hit % CLASSES);
    const actual = inFrame({ ...final, classIds }, Array(final.count).keys(), placement, labels);
    expect(expected.length).toBeGreaterThan(3);
    expect(actual.map(({ classId }) => classId)).toEqual(expected.map(({ classId }) => classId));
    actual.forEach(({ boxFramePx, score }, i) => {
      // pow() and exp() of a GPU may be off by a few units in the last place.
      expect(score).toBeCloseTo(expected[i]?.score ?? NaN, 4);
      for (const side of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(boxFramePx[side] - (expected[i]?.boxFramePx[side] ?? NaN))).toBeLessThan(0.05);
    });
  });
});
