/**
 * YOLOX-Nano and NanoDet-m, decoded here on their own so that the check does not lean on the app's decoders.
 * Both take 416×416 BGR planes; see https://github.com/Megvii-BaseDetection/YOLOX and https://github.com/RangiLyu/nanodet.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { COCO } from './coco-names.ts';

export interface Picture {
  /** Interleaved RGB, 0..255. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Left, top, width, height in pixels of the picture. */
export type Box = readonly [number, number, number, number];

export interface Found {
  readonly label: string;
  readonly score: number;
  readonly box: Box;
}

export interface Detector {
  readonly name: string;
  detect(picture: Picture): Promise<Found[]>;
}

const SIDE = 416;
const STRIDES = [8, 16, 32] as const;

export function iou(a: Box, b: Box): number {
  const w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const both = Math.max(0, w) * Math.max(0, h);
  return both / (a[2] * a[3] + b[2] * b[3] - both);
}

interface Framing {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** BGR planes of the picture scaled to fit (each output pixel the mean of the area it covers), `pad` elsewhere. */
function planes(
  picture: Picture,
  framing: Framing,
  pad: number,
  of: (value: number, channel: number) => number,
): Float32Array {
  const out = new Float32Array(3 * SIDE * SIDE);
  for (let c = 0; c < 3; c++) out.fill(of(pad, c), c * SIDE * SIDE, (c + 1) * SIDE * SIDE);
  const { scale, left, top } = framing;
  for (let y = 0; y < Math.floor(picture.height * scale); y++) {
    const [y0, y1] = span(y, scale, picture.height);
    for (let x = 0; x < Math.floor(picture.width * scale); x++) {
      const [x0, x1] = span(x, scale, picture.width);
      const sum = [0, 0, 0];
      for (let v = y0; v < y1; v++) {
        for (let u = x0; u < x1; u++) {
          for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (picture.data[(v * picture.width + u) * 3 + 2 - c] ?? 0);
        }
      }
      const n = (y1 - y0) * (x1 - x0);
      for (let c = 0; c < 3; c++) out[c * SIDE * SIDE + (y + top) * SIDE + x + left] = of((sum[c] ?? 0) / n, c);
    }
  }
  return out;
}

function span(at: number, scale: number, most: number): [number, number] {
  const from = Math.min(most - 1, Math.floor(at / scale));
  return [from, Math.max(from + 1, Math.min(most, Math.floor((at + 1) / scale)))];
}

/** Greedy non-maximum suppression within each class. */
function thinned(found: Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of found.sort((a, b) => b.score - a.score)) {
    if (!kept.some((k) => k.label === one.label && iou(k.box, one.box) > 0.5)) kept.push(one);
  }
  return kept;
}

function best(scores: Float32Array, from: number): [number, number] {
  let k = 0;
  for (let c = 1; c < 80; c++) if ((scores[from + c] ?? 0) > (scores[from + k] ?? 0)) k = c;
  return [k, scores[from + k] ?? 0];
}

const numbers = (tensor: ort.Tensor | undefined): Float32Array => {
  if (!(tensor?.data instanceof Float32Array))
    throw new Error('demo-clip: a reference model gave no float output; is it the right file?');
  return tensor.data;
};

async function yolox(file: string): Promise<Detector> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  const detect = async (picture: Picture): Promise<Found[]> => {
    const scale = Math.min(SIDE / picture.width, SIDE / picture.height);
    const input = planes(picture, { scale, left: 0, top: 0 }, 114, (v) => v);
    const outputs = await session.run({
      [session.inputNames[0] ?? '']: new ort.Tensor('float32', input, [1, 3, SIDE, SIDE]),
    });
    const raw = numbers(outputs[session.outputNames[0] ?? '']);
    const found: Found[] = [];
    let row = 0;
    for (const stride of STRIDES) {
      const n = SIDE / stride;
      for (let gy = 0; gy < n; gy++) {
        for (let gx = 0; gx < n; gx++, row++) {
          const at = row * 85;
          const [k, p] = best(raw, at + 5);
          const score = p * (raw[at + 4] ?? 0);
          if (score < 0.1) continue;
          const w = Math.exp(raw[at + 2] ?? 0) * stride;
          const h = Math.exp(raw[at + 3] ?? 0) * stride;
          const x = ((raw[at] ?? 0) + gx) * stride - w / 2;
          const y = ((raw[at + 1] ?? 0) + gy) * stride - h / 2;
          found.push({ label: COCO[k] ?? '', score, box: [x / scale, y / scale, w / scale, h / scale] });
        }
      }
    }
    return thinned(found);
  };
  return { name: 'YOLOX-Nano', detect };
}

async function nanodet(file: string): Promise<Detector> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  const mean = [103.53, 116.28, 123.675];
  const deviation = [57.375, 57.12, 58.395];
  const detect = async (picture: Picture): Promise<Found[]> => {
    const scale = Math.min(SIDE / picture.width, SIDE / picture.height);
    const left = Math.floor((SIDE - Math.floor(picture.width * scale)) / 2);
    const top = Math.floor((SIDE - Math.floor(picture.height * scale)) / 2);
    const input = planes(picture, { scale, left, top }, 0, (v, c) => (v - (mean[c] ?? 0)) / (deviation[c] ?? 1));
    const outputs = await session.run({
      [session.inputNames[0] ?? '']: new ort.Tensor('float32', input, [1, 3, SIDE, SIDE]),
    });
    const found: Found[] = [];
    for (const stride of STRIDES) {
      const n = SIDE / stride;
      const sized = (width: number): Float32Array =>
        numbers(Object.values(outputs).find((t) => t.dims.at(-1) === width && t.dims.at(-2) === n * n));
      const scores = sized(80);
      const bins = sized(32);
      for (let cell = 0; cell < n * n; cell++) {
        const [k, score] = best(scores, cell * 80);
        if (score < 0.1) continue;
        const cx = ((cell % n) + 0.5) * stride - 0.5;
        const cy = (Math.floor(cell / n) + 0.5) * stride - 0.5;
        const [l, t, r, b] = [0, 1, 2, 3].map((s) => expectation(bins, cell * 32 + s * 8) * stride) as [
          number,
          number,
          number,
          number,
        ];
        found.push({
          label: COCO[k] ?? '',
          score,
          box: [(cx - l - left) / scale, (cy - t - top) / scale, (l + r) / scale, (t + b) / scale],
        });
      }
    }
    return thinned(found);
  };
  return { name: 'NanoDet-m', detect };
}

/** Mean of 0..7 under the softmax of eight logits. */
function expectation(logits: Float32Array, from: number): number {
  let [sum, weighted] = [0, 0];
  const top = Math.max(...logits.subarray(from, from + 8));
  for (let i = 0; i < 8; i++) {
    const e = Math.exp((logits[from + i] ?? 0) - top);
    sum += e;
    weighted += e * i;
  }
  return weighted / sum;
}

export async function reference(folder: string): Promise<Detector[]> {
  ort.env.wasm.numThreads = 1;
  const [a, b] = [join(folder, 'yolox_nano_416.onnx'), join(folder, 'nanodet_m.onnx')];
  for (const file of [a, b]) {
    if (!existsSync(file))
      throw new Error(`demo-clip: ${file} is missing; give the folder of reference models with --models.`);
  }
  return [await yolox(a), await nanodet(b)];
}
