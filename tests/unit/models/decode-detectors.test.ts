/** Every detector's decode against the formulas of its documentation, written out again as plainly as possible. */
import { describe, expect, it } from 'vitest';
import type { DetectorModel, DetectOptions, Placement, RawOutputs, RawTensor } from '../../../models/contract';
import { place } from '../../../models/math/letterbox';
import { fastestdet } from '../../../models/reference-only/fastestdet';
import { MODELS } from '../../../models/registry';
import { randomFrom, sparse, tensor } from './random-tensors';

interface Found {
  readonly corners: readonly number[];
  readonly score: number;
  readonly classId: number;
}

const OPTIONS: DetectOptions = { scoreThreshold: 0.3, iouThreshold: 0.6, maxDetections: 100 };

function value(t: RawTensor | undefined, i: number): number {
  const v = t?.data[i];
  if (v === undefined) throw new Error(`no value ${i}`);
  return v;
}

/** All boxes over the threshold in frame pixels, before NMS. */
type PlainDecode = (raw: RawOutputs, threshold: number) => Found[];

const plainYolo =
  (size: number): PlainDecode =>
  (raw, threshold) => {
    const found: Found[] = [];
    let cell = 0;
    for (const s of [8, 16, 32]) {
      for (let y = 0; y < size / s; y++) {
        for (let x = 0; x < size / s; x++, cell++) {
          const [l, t, r, b] = [0, 1, 2, 3].map((k) => value(raw.boxes, cell * 4 + k)) as [
            number,
            number,
            number,
            number,
          ];
          const corners = [(x + 0.5) * s - l * s, (y + 0.5) * s - t * s, (x + 0.5) * s + r * s, (y + 0.5) * s + b * s];
          for (let c = 0; c < 80; c++) {
            const score = value(raw.scores, cell * 80 + c);
            if (score > threshold) found.push({ corners, score, classId: c });
          }
        }
      }
    }
    return found;
  };

const plainNanodet: PlainDecode = (raw, threshold) => {
  const found: Found[] = [];
  for (const [s, scores, distances] of [
    [8, '792', '795'],
    [16, '814', '817'],
    [32, '836', '839'],
  ] as const) {
    const columns = 416 / s;
    for (let cell = 0; cell < columns * columns; cell++) {
      const sides = [0, 1, 2, 3].map((k) => {
        const bins = Array.from({ length: 8 }, (_, i) => Math.exp(value(raw[distances], cell * 32 + k * 8 + i)));
        const sum = bins.reduce((a, b) => a + b, 0);
        return bins.reduce((mean, e, i) => mean + (e / sum) * i, 0) * s;
      }) as [number, number, number, number];
      const x = ((cell % columns) + 0.5) * s - 0.5;
      const y = (Math.floor(cell / columns) + 0.5) * s - 0.5;
      for (let c = 0; c < 80; c++) {
        const score = value(raw[scores], cell * 80 + c);
        if (score > threshold)
          found.push({ corners: [x - sides[0], y - sides[1], x + sides[2], y + sides[3]], score, classId: c });
      }
    }
  }
  return found;
};

const plainYolox: PlainDecode = (raw, threshold) => {
  const found: Found[] = [];
  let cell = 0;
  for (const s of [8, 16, 32]) {
    for (let y = 0; y < 416 / s; y++) {
      for (let x = 0; x < 416 / s; x++, cell++) {
        const o = (k: number) => value(raw.output, cell * 85 + k);
        const [cx, cy, w, h] = [(o(0) + x) * s, (o(1) + y) * s, Math.exp(o(2)) * s, Math.exp(o(3)) * s];
        for (let c = 0; c < 80; c++) {
          const score = o(4) * o(5 + c);
          if (score > threshold)
            found.push({ corners: [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], score, classId: c });
        }
      }
    }
  }
  return found;
};

const plainFastestdet: PlainDecode = (raw, threshold) => {
  const found: Found[] = [];
  for (let y = 0; y < 22; y++) {
    for (let x = 0; x < 22; x++) {
      const o = (k: number) => value(raw['758'], k * 484 + y * 22 + x);
      const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
      const [cx, cy] = [((x + Math.tanh(o(1))) / 22) * 352, ((y + Math.tanh(o(2))) / 22) * 352];
      const [w, h] = [sigmoid(o(3)) * 352, sigmoid(o(4)) * 352];
      for (let c = 0; c < 80; c++) {
        const score = Math.pow(o(0), 0.6) * Math.pow(o(5 + c), 0.4);
        if (score > threshold)
          found.push({ corners: [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], score, classId: c });
      }
    }
  }
  return found;
};

/** Suppression and clipping, in frame pixels, by their definitions. */
function finish(found: readonly Found[], p: Placement): Found[] {
  const inFrame = found.map((f, i) => {
    const [l, t, r, b] = f.corners as [number, number, number, number];
    return {
      ...f,
      i,
      corners: [
        (l - p.offsetX) / p.scaleX,
        (t - p.offsetY) / p.scaleY,
        (r - p.offsetX) / p.scaleX,
        (b - p.offsetY) / p.scaleY,
      ],
    };
  });
  inFrame.sort((a, b) => b.score - a.score || a.i - b.i);
  const kept: typeof inFrame = [];
  for (const f of inFrame) {
    if (!kept.some((k) => k.classId === f.classId && overlap(k.corners, f.corners) > OPTIONS.iouThreshold))
      kept.push(f);
  }
  return kept.slice(0, OPTIONS.maxDetections).map((k) => ({
    ...k,
    corners: k.corners.map((v, i) => Math.min(i % 2 ? p.frame.height : p.frame.width, Math.max(0, v))),
  }));
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const [al, at, ar, ab] = a as [number, number, number, number];
  const [bl, bt, br, bb] = b as [number, number, number, number];
  const w = Math.max(0, Math.min(ar, br) - Math.max(al, bl));
  const h = Math.max(0, Math.min(ab, bb) - Math.max(at, bt));
  return w * h === 0 ? 0 : (w * h) / ((ar - al) * (ab - at) + (br - bl) * (bb - bt) - w * h);
}

const cellsOf = (size: number) => [8, 16, 32].reduce((n, s) => n + (size / s) ** 2, 0);

function yoloTensors(size: number, random: () => number): RawOutputs {
  const cells = cellsOf(size);
  return { boxes: tensor([1, cells, 4], () => 6 * random()), scores: tensor([1, cells, 80], sparse(random, 2e-4)) };
}

function nanodetTensors(random: () => number): RawOutputs {
  const raw: Record<string, RawTensor> = {};
  for (const [cells, scores, distances] of [
    [2704, '792', '795'],
    [676, '814', '817'],
    [169, '836', '839'],
  ] as const) {
    raw[scores] = tensor([1, cells, 80], sparse(random, 2e-4));
    raw[distances] = tensor([1, cells, 32], () => 8 * random() - 4);
  }
  return raw;
}

function yoloxTensors(random: () => number): RawOutputs {
  const output = tensor([1, 3549, 85], () => random());
  for (let cell = 0; cell < 3549; cell++) {
    output.data[cell * 85 + 4] = random() < 0.02 ? random() : 0.02 * random();
    for (let c = 5; c < 85; c++) output.data[cell * 85 + c] = random() < 0.03 ? random() : 0.05 * random();
    for (let k = 0; k < 4; k++) output.data[cell * 85 + k] = 3 * random() - 1;
  }
  return { output };
}

function fastestdetTensors(random: () => number): RawOutputs {
  const planes = tensor([1, 85, 22, 22], () => 0);
  for (let i = 0; i < planes.data.length; i++) {
    const plane = Math.floor(i / 484);
    const sure = random() < (plane === 0 ? 0.05 : 0.02);
    planes.data[i] = plane > 0 && plane < 5 ? 4 * random() - 2 : sure ? random() : 0.001 * random();
  }
  return { '758': planes };
}

const CASES: readonly [string, DetectorModel, PlainDecode, (random: () => number) => RawOutputs][] = [
  ['yolo-416', MODELS['yolo-416'], plainYolo(416), (r) => yoloTensors(416, r)],
  ['yolo-320', MODELS['yolo-320'], plainYolo(320), (r) => yoloTensors(320, r)],
  ['yolo-256', MODELS['yolo-256'], plainYolo(256), (r) => yoloTensors(256, r)],
  ['nanodet-m', MODELS['nanodet-m'], plainNanodet, nanodetTensors],
  ['yolox-nano', MODELS['yolox-nano'], plainYolox, yoloxTensors],
  ['fastestdet', fastestdet, plainFastestdet, fastestdetTensors],
];

describe.each(CASES)('%s', (_name, model, plain, tensors) => {
  it.each([1, 2, 3])('decodes random tensors as its formulas say (seed %i)', (seed) => {
    const raw = tensors(randomFrom(seed));
    const frame = [
      { width: 640, height: 480 },
      { width: 1280, height: 720 },
      { width: 431, height: 977 },
    ][seed - 1] ?? { width: 1, height: 1 };
    const placement = place(frame, model.spec.input, model.spec.input.fit);
    const wanted = finish(plain(raw, OPTIONS.scoreThreshold), placement).filter(
      ({ corners: [l, t, r, b] }) => (r ?? 0) > (l ?? 0) && (b ?? 0) > (t ?? 0),
    );
    const actual = model.decode(raw, placement, OPTIONS);
    expect(wanted.length).toBeGreaterThan(5);
    expect(actual.map((d) => d.classId)).toEqual(wanted.map((w) => w.classId));
    actual.forEach((d, i) => {
      const w = wanted[i];
      expect(d.score).toBeCloseTo(w?.score ?? NaN, 5);
      expect(d.label).toBe(model.spec.labels[d.classId]);
      const { x, y, width, height } = d.boxFramePx;
      // Float32 corners of up to 1000 model pixels: a few ten-thousandths of a pixel.
      [x, y, x + width, y + height].forEach((edge, k) => {
        expect(Math.abs(edge - (w?.corners[k] ?? NaN))).toBeLessThan(2e-3);
      });
    });
  });

  it('finds nothing where nothing is above the threshold, and no NaN', () => {
    const raw = tensors(randomFrom(4));
    const placement = place({ width: 640, height: 480 }, model.spec.input, model.spec.input.fit);
    expect(model.decode(raw, placement, { ...OPTIONS, scoreThreshold: 1 })).toEqual([]);
    const broken = Object.fromEntries(
      Object.entries(raw).map(([name, t]) => [name, { data: new Float32Array(t.data.length).fill(NaN), dims: t.dims }]),
    );
    expect(model.decode(broken, placement, OPTIONS)).toEqual([]);
  });

  it('names a missing or misshapen output', () => {
    const raw = tensors(randomFrom(5));
    const placement = place({ width: 640, height: 480 }, model.spec.input, model.spec.input.fit);
    const [first = ''] = model.spec.outputs;
    const others = Object.fromEntries(Object.entries(raw).filter(([name]) => name !== first));
    expect(() => model.decode(others, placement, OPTIONS)).toThrow(`'${first}' is missing`);
    const short = { ...others, [first]: { data: new Float32Array(8), dims: [1, 8] } };
    expect(() => model.decode(short, placement, OPTIONS)).toThrow(RangeError);
  });
});
