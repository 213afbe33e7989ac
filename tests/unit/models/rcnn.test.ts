/** The two-stage detector between and after its graphs, against its documentation written out again as plainly as possible. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectOptions, Proposals, RawOutputs } from '../../../models/contract';
import { iou } from '../../../models/math/boxes';
import { place } from '../../../models/math/letterbox';
import { fillRois, PROPOSAL_BOXES, PROPOSAL_SCORES, runSecondStage, runsFor } from '../../../models/math/stages';
import { rcnn } from '../../../models/rcnn/decode';
import { propose } from '../../../models/rcnn/propose';
import { PROPOSAL_IOU, ROIS_PER_RUN } from '../../../models/rcnn/spec';
import { randomFrom, tensor } from './random-tensors';

const CELLS = 40 * 40 + 20 * 20 + 10 * 10;
const CLASSES = 80;
const OPTIONS: DetectOptions = { scoreThreshold: 0.3, iouThreshold: 0.6, maxDetections: 100 };
const PLACEMENT = place({ width: 640, height: 480 }, rcnn.spec.input, rcnn.spec.input.fit);
const stage = rcnn.second;
if (!stage) throw new Error('rcnn has two stages');

function firstStage(seed: number): RawOutputs {
  const random = randomFrom(seed);
  return {
    boxes: tensor([1, CELLS, 4], () => 0.2 + 3 * random()),
    objectness: tensor([1, CELLS], () => random() ** 4),
  };
}

function boxAt(corners: ArrayLike<number>, i: number) {
  const [x = NaN, y = NaN, right = NaN, bottom = NaN] = [0, 1, 2, 3].map((k) => corners[4 * i + k]);
  return { x, y, width: right - x, height: bottom - y };
}

describe('propose', () => {
  it('turns the distances of a cell into its box, held inside the picture', () => {
    const boxes = new Float32Array(4 * CELLS);
    const objectness = new Float32Array(CELLS);
    const cell = 1600 + 20 * 3 + 5; // stride 16, row 3, column 5
    boxes.set([1, 2, 3, 4], 4 * cell);
    objectness[cell] = 0.9;
    const corner = CELLS - 1; // stride 32, the last
    boxes.set([0.25, 0.25, 60, 60], 4 * corner);
    objectness[corner] = 0.8;
    const raw = {
      boxes: { data: boxes, dims: [1, CELLS, 4] },
      objectness: { data: objectness, dims: [1, CELLS] },
    };
    const { corners, scores } = propose(raw, 2);
    expect([...corners]).toEqual([5.5 * 16 - 16, 3.5 * 16 - 32, 5.5 * 16 + 48, 3.5 * 16 + 64, 296, 296, 320, 320]);
    expect([...scores]).toEqual([Math.fround(0.9), Math.fround(0.8)]);
  });

  it.each([16, 64, 300])(
    'keeps at most %i, best first, far enough apart, inside, none lost without a better neighbour',
    (count) => {
      for (const seed of [1, 2, 3]) {
        const raw = firstStage(seed);
        const { corners, scores, count: kept, considered } = propose(raw, count);
        expect(considered.length).toBe(4 * Math.min(1000, 4 * count));
        expect([corners.length, scores.length]).toEqual([4 * kept, kept]);
        expect(kept).toBeLessThanOrEqual(count);
        const boxes = Array.from({ length: kept }, (_, i) => boxAt(corners, i));
        const inside = boxes.every((b) => b.x >= 0 && b.y >= 0 && b.x + b.width <= 320 && b.y + b.height <= 320);
        expect(inside && boxes.every((b) => Math.min(b.width, b.height) >= 1)).toBe(true);
        expect([...scores]).toEqual([...scores].sort((a, b) => b - a));
        const closest = Math.max(...boxes.flatMap((a, i) => boxes.slice(0, i).map((b) => iou(a, b))));
        expect(closest).toBeLessThanOrEqual(PROPOSAL_IOU + 1e-6);
        if (kept === count) continue; // the list was full before the end
        const lost = Array.from({ length: considered.length / 4 }, (_, i) => boxAt(considered, i)).filter(
          (box) => !boxes.some((b) => iou(box, b) > PROPOSAL_IOU - 1e-6),
        );
        expect(lost).toEqual([]);
      }
    },
  );

  it('has no say over NaN, and none at all where everything is NaN', () => {
    const raw = firstStage(4);
    raw.objectness?.data.fill(NaN, 100);
    expect(propose(raw, 300).considered.length).toBe(400);
    raw.objectness?.data.fill(NaN);
    expect(propose(raw, 16)).toMatchObject({ count: 0 });
  });

  it('refuses counts that are no number of boxes, and foreign outputs', () => {
    for (const count of [0, -1, 1.5, NaN, 5000]) expect(() => propose(firstStage(1), count)).toThrow(/proposals/);
    expect(() => propose({}, 16)).toThrow("'boxes' is missing");
  });
});

function proposalsOf(count: number, seed = 1): Proposals {
  const random = randomFrom(seed);
  const corners = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [random() * 250, random() * 250];
    corners.set([x, y, x + 5 + random() * 60, y + 5 + random() * 60], 4 * i);
  }
  return { corners, scores: Float32Array.from({ length: count }, random), count, considered: corners };
}

describe('the second stage', () => {
  it('sees every proposal once, in order, whatever their number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 300 }), async (count) => {
        const proposals = proposalsOf(count);
        let runs = 0;
        const raw = await runSecondStage(stage, proposals, async (fill) => {
          runs++;
          const rois = new Float32Array(4 * ROIS_PER_RUN).fill(NaN);
          fill(rois);
          expect(rois.every(Number.isFinite)).toBe(true);
          // What comes back tells which box it was.
          const scores = new Float32Array(ROIS_PER_RUN * CLASSES);
          const deltas = new Float32Array(ROIS_PER_RUN * CLASSES * 4);
          for (let i = 0; i < ROIS_PER_RUN; i++) scores[i * CLASSES] = rois[4 * i] ?? NaN;
          return {
            scores: { data: scores, dims: [1, ROIS_PER_RUN, CLASSES] },
            deltas: { data: deltas, dims: [1, ROIS_PER_RUN, CLASSES, 4] },
          };
        });
        expect(runs).toBe(runsFor(stage, count));
        expect(raw[PROPOSAL_BOXES]?.data).toBe(proposals.corners);
        expect(raw[PROPOSAL_SCORES]?.data).toBe(proposals.scores);
        if (count === 0) return;
        expect(raw.scores?.dims).toEqual([1, count, CLASSES]);
        expect(raw.deltas?.dims).toEqual([1, count, CLASSES, 4]);
        for (let i = 0; i < count; i++) expect(raw.scores?.data[i * CLASSES]).toBe(proposals.corners[4 * i]);
      }),
      { numRuns: 25 },
    );
  });

  it('fills what is left over with the first box', () => {
    const rois = new Float32Array(4 * 4);
    const { corners, ...rest } = proposalsOf(3);
    fillRois(rois, { corners, ...rest }, 2);
    expect([...rois]).toEqual([
      ...corners.slice(8, 12),
      ...corners.slice(0, 4),
      ...corners.slice(0, 4),
      ...corners.slice(0, 4),
    ]);
  });

  it('complains where the graph gives another number of rows', async () => {
    const short = { data: new Float32Array(CLASSES), dims: [1, 1, CLASSES] };
    await expect(runSecondStage(stage, proposalsOf(3), () => Promise.resolve({ scores: short }))).rejects.toThrow(
      RangeError,
    );
  });
});

function secondStage(count: number, seed: number): RawOutputs {
  const random = randomFrom(seed);
  const { corners, scores } = proposalsOf(count, seed);
  return {
    [PROPOSAL_BOXES]: { data: corners, dims: [1, count, 4] },
    [PROPOSAL_SCORES]: { data: scores, dims: [1, count] },
    scores: tensor([1, count, CLASSES], () => (random() < 0.02 ? random() : 0.02 * random())),
    deltas: tensor([1, count, CLASSES, 4], () => 0.6 * (random() - 0.5)),
  };
}

describe('decode', () => {
  it('moves each proposal by the deltas of its class', () => {
    const raw: RawOutputs = {
      [PROPOSAL_BOXES]: { data: Float32Array.of(100, 120, 140, 160), dims: [1, 1, 4] },
      [PROPOSAL_SCORES]: { data: Float32Array.of(0.64), dims: [1, 1] },
      scores: { data: new Float32Array(CLASSES), dims: [1, 1, CLASSES] },
      deltas: { data: new Float32Array(4 * CLASSES), dims: [1, 1, CLASSES, 4] },
    };
    raw.scores?.data.set([0, 0.5], 0);
    raw.deltas?.data.set([0.5, -0.25, Math.log(2), 9], 4); // the last is beyond what is believed: 16 times
    const [found, ...others] = rcnn.decode(
      raw,
      place({ width: 320, height: 320 }, rcnn.spec.input, 'letterbox'),
      OPTIONS,
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ classId: 1, label: 'bicycle' });
    expect(found?.score).toBeCloseTo(0.518_86, 4); // 0.64^0.15 · 0.5^0.85
    const { x = NaN, y = NaN, width = NaN, height = NaN } = found?.boxFramePx ?? {};
    [x, width].forEach((v, i) => expect(v).toBeCloseTo([100, 80][i] ?? NaN, 3)); // centre 120 + 20, width 80
    expect([y, height]).toEqual([0, 320]); // 640 high round 130: cut to the frame
  });

  it('gives what the formulas give on random tensors, best first', () => {
    for (const seed of [1, 2, 3]) {
      const raw = secondStage(64, seed);
      const found = rcnn.decode(raw, PLACEMENT, { ...OPTIONS, maxDetections: 1000, iouThreshold: 1 });
      const wanted: number[] = [];
      for (let r = 0; r < 64; r++) {
        for (let c = 0; c < CLASSES; c++) {
          const score = (raw[PROPOSAL_SCORES]?.data[r] ?? 0) ** 0.15 * (raw.scores?.data[r * CLASSES + c] ?? 0) ** 0.85;
          if (score > OPTIONS.scoreThreshold) wanted.push(score);
        }
      }
      wanted.sort((a, b) => b - a);
      expect(found.length).toBeGreaterThan(10);
      // A box may lie in the letterbox's padding alone; none comes from nowhere.
      expect(found.length).toBeLessThanOrEqual(wanted.length);
      found.forEach((d, i) => {
        if (i > 0) expect(d.score).toBeLessThanOrEqual(found[i - 1]?.score ?? NaN);
        expect(Math.min(...wanted.map((w) => Math.abs(w - d.score)))).toBeLessThan(1e-5);
      });
    }
  });

  it('finds nothing above every score, nothing in NaN, nothing without proposals', () => {
    const raw = secondStage(8, 5);
    expect(rcnn.decode(raw, PLACEMENT, { ...OPTIONS, scoreThreshold: 1 })).toEqual([]);
    const broken = Object.fromEntries(
      Object.entries(raw).map(([name, { data, dims }]) => [
        name,
        { data: new Float32Array(data.length).fill(NaN), dims },
      ]),
    );
    expect(rcnn.decode(broken, PLACEMENT, OPTIONS)).toEqual([]);
    const none = {
      [PROPOSAL_BOXES]: { data: new Float32Array(0), dims: [1, 0, 4] },
      [PROPOSAL_SCORES]: { data: new Float32Array(0), dims: [1, 0] },
    };
    expect(rcnn.decode(none, PLACEMENT, OPTIONS)).toEqual([]);
  });

  it('says what is missing where only the first stage ran', () => {
    expect(() => rcnn.decode(firstStage(1), PLACEMENT, OPTIONS)).toThrow("'proposal-boxes' is missing");
  });
});
