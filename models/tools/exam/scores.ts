/** Scores, each by its published definition. The same ones are in `models/training/metrics*.py`. */
import type { Detection } from '../../contract';
import { iou } from '../../math/boxes';
import type { Thing } from './exam';

/** Detections of one picture beside its truth. */
export interface Answer {
  readonly found: readonly Detection[];
  readonly things: readonly Thing[];
}

/**
 * All-point average precision at IoU 0.5 of one class; NaN where there is no object that counts. A detection belongs to the
 * object it overlaps most; of a difficult one it is ignored; the second of the same object is a false alarm (VOC2010 and later).
 */
export function averagePrecision(answers: readonly Answer[], label: string, iouMin = 0.5): number {
  let positives = 0;
  const judged: { score: number; hit: boolean }[] = [];
  for (const { found, things } of answers) {
    const own = things.filter((t) => t.label === label);
    positives += own.filter((t) => !t.difficult).length;
    const taken = new Set<Thing>();
    for (const detection of found.filter((d) => d.label === label).sort((a, b) => b.score - a.score)) {
      let best: Thing | undefined;
      let most = iouMin;
      for (const thing of own) {
        const overlap = iou(detection.boxFramePx, thing.box);
        if (overlap >= most && (overlap > most || !best)) [best, most] = [thing, overlap];
      }
      if (best?.difficult) continue;
      judged.push({ score: detection.score, hit: best !== undefined && !taken.has(best) });
      if (best) taken.add(best);
    }
  }
  return positives === 0 ? NaN : areaUnderCurve(judged, positives);
}

/** Precision, made monotone from the right, summed over the steps of recall. */
function areaUnderCurve(judged: { score: number; hit: boolean }[], positives: number): number {
  judged.sort((a, b) => b.score - a.score);
  let hits = 0;
  const precision = judged.map(({ hit }, i) => (hits += hit ? 1 : 0) / (i + 1));
  let area = 0;
  let envelope = 0;
  for (let i = judged.length - 1; i >= 0; i--) {
    envelope = Math.max(envelope, precision[i] ?? 0);
    if (judged[i]?.hit) area += envelope / positives;
  }
  return area;
}

/** Mean over the classes that occur. */
export function mean(values: readonly number[]): number {
  const real = values.filter((v) => !Number.isNaN(v));
  return real.reduce((a, b) => a + b, 0) / real.length;
}

/** A yes/no picture, row by row, 1 = person. */
export interface BitMask {
  readonly bits: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Intersection over union, pixels outside `decided` not counted; 1 where both are empty. */
export function maskIou(a: BitMask, b: BitMask, decided?: BitMask): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.bits.length; i++) {
    if (decided && !decided.bits[i]) continue;
    both += (a.bits[i] ?? 0) & (b.bits[i] ?? 0);
    either += (a.bits[i] ?? 0) | (b.bits[i] ?? 0);
  }
  return either === 0 ? 1 : both / either;
}

/** Mask pixels with one of their four neighbours outside the mask; the picture's own border is no boundary. */
export function boundary({ bits, width, height }: BitMask): BitMask {
  const edge = new Uint8Array(bits.length);
  const at = (x: number, y: number) =>
    bits[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = at(x - 1, y) && at(x + 1, y) && at(x, y - 1) && at(x, y + 1);
      if (at(x, y) && !inside) edge[y * width + x] = 1;
    }
  }
  return { bits: edge, width, height };
}

export interface BoundaryOptions {
  readonly tolerancePx?: number;
  readonly decided?: BitMask;
}

/**
 * Boundary F: harmonic mean of the shares of boundary pixels that lie within `tolerancePx` (Euclidean) of the other boundary.
 * 1 where neither mask has a boundary, 0 where only one has. Boundary pixels outside `decided` are not counted.
 */
export function boundaryF(found: BitMask, truth: BitMask, { tolerancePx = 2, decided }: BoundaryOptions = {}): number {
  const f = boundary(found);
  const t = boundary(truth);
  for (const edge of decided ? [f, t] : [])
    edge.bits.forEach((bit, i) => (edge.bits[i] = bit & (decided?.bits[i] ?? 0)));
  const someF = f.bits.includes(1);
  const someT = t.bits.includes(1);
  if (!someF || !someT) return someF === someT ? 1 : 0;
  const precision = shareWithin(f, grown(t, tolerancePx));
  const recall = shareWithin(t, grown(f, tolerancePx));
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function shareWithin(edge: BitMask, area: BitMask): number {
  let all = 0;
  let within = 0;
  for (let i = 0; i < edge.bits.length; i++) {
    if (!edge.bits[i]) continue;
    all++;
    within += area.bits[i] ?? 0;
  }
  return within / all;
}

/** Every pixel whose centre is at most `radius` from one that is set. */
function grown({ bits, width, height }: BitMask, radius: number): BitMask {
  const out = new Uint8Array(bits.length);
  const reach = Math.floor(radius);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!bits[y * width + x]) continue;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const [u, v] = [x + dx, y + dy];
          if (dx * dx + dy * dy <= radius * radius && u >= 0 && u < width && v >= 0 && v < height)
            out[v * width + u] = 1;
        }
      }
    }
  }
  return { bits: out, width, height };
}
