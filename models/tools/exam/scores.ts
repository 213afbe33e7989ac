/** Scores, each by its published definition. The same ones are in `models/training/metrics*.py`. */
import type { Detection } from '../../contract';
import { iou } from '../../math/boxes';
import type { Thing } from './exam';

export { boundary, boundaryF, maskIou, type BitMask, type BoundaryOptions } from '../../metrics/mask-scores';

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
