/** Puts pictures before networks, one network after the other, through the app's own preprocessing and decoding. */
import { scoreDetections } from '../../metrics/average-precision';
import type { Sheet } from '../../metrics/sheet';
import type { ClassifierModel, Detection, DetectorModel, DetectOptions, Mask, SegmenterModel } from '../../contract';
import { SAME_OBJECT_IOU } from '../../math/nms';
import { networkOf, type Looked } from '../network';
import { readMask, readPicture, type Picture } from '../picture';
import type { BoxPicture, MaskPicture, NamedPicture, Remarks } from './exam';
import type { Examinee } from './examinees';
import { averagePrecision, boundaryF, maskIou, mean, type Answer, type BitMask } from './scores';

/** A column of the report: a measure's name → its value (NaN: does not apply). */
export interface Scored {
  readonly name: string;
  readonly own: boolean;
  readonly scores: Readonly<Record<string, number>>;
  /** Median milliseconds of preprocessing and inference together on this machine. */
  readonly msPerPicture: number;
  readonly pictures: number;
}

export interface Course {
  readonly remarks: Remarks;
  readonly threads: number;
  readonly progress: (name: string, done: number, of: number) => void;
}

/** Low, so that the whole precision–recall curve is seen. */
const FOR_CURVES: DetectOptions = { scoreThreshold: 0.01, iouThreshold: SAME_OBJECT_IOU, maxDetections: 100 };

type Visit<P> = (picture: P, looked: Looked, seen: Picture) => Promise<void> | void;

/** Each picture that decodes, once. @returns median time and count. */
async function forEachPicture<P extends { path: string }>(
  examinee: Examinee,
  pictures: readonly P[],
  course: Course,
  visit: Visit<P>,
) {
  const { model, weights, secondWeights } = examinee;
  const stage = model.task === 'detect' ? model.second : undefined;
  const network = await networkOf(model.spec, weights, {
    threads: course.threads,
    ...(stage && secondWeights !== undefined ? { second: { stage, weights: secondWeights } } : {}),
  });
  const times: number[] = [];
  try {
    for (const [i, picture] of pictures.entries()) {
      course.progress(examinee.name, i, pictures.length);
      const seen = await readPicture(picture.path).catch((error: unknown) => {
        course.remarks.add(
          'times a picture did not decode, left out',
          error instanceof Error ? error.message : String(error),
        );
        return undefined;
      });
      if (!seen) continue;
      const start = performance.now();
      const looked = await network.look(seen);
      times.push(performance.now() - start);
      await visit(picture, looked, seen);
    }
  } finally {
    await network.release();
  }
  times.sort((a, b) => a - b);
  return { msPerPicture: times[Math.floor(times.length / 2)] ?? NaN, pictures: times.length };
}

/** AP50 of every class that occurs (VOC's definition), `mean` first; then COCO's measures. */
export async function examineDetector(
  examinee: Examinee & { model: DetectorModel },
  pictures: readonly BoxPicture[],
  course: Course,
): Promise<Scored> {
  const answers: Answer[] = [];
  const facts = await forEachPicture(examinee, pictures, course, ({ things }, { raw, placement }) => {
    const found: Detection[] = examinee.model.decode(raw, placement, FOR_CURVES);
    answers.push({ found, things });
  });
  const labels = new Set(pictures.flatMap((p) => p.things.map((t) => t.label)));
  const perClass = [...labels].sort().map((label) => [label, averagePrecision(answers, label)] as const);
  const coco = scoreDetections(answers.map(sheetOf));
  const scores = {
    'mean AP50': mean(perClass.map(([, ap]) => ap)),
    [COCO_MEASURES[0]]: coco.ap,
    [COCO_MEASURES[1]]: coco.ap50,
    [COCO_MEASURES[2]]: coco.bySize.small,
    [COCO_MEASURES[3]]: coco.bySize.medium,
    [COCO_MEASURES[4]]: coco.bySize.large,
    ...Object.fromEntries(perClass),
  };
  return { name: examinee.name, own: examinee.own, scores, ...facts };
}

/** COCO's definitions (101 recalls, sizes by area), as the lab shows them. */
export const COCO_MEASURES = ['COCO AP50–95', 'COCO AP50', 'AP50–95 small', 'AP50–95 medium', 'AP50–95 large'] as const;

function sheetOf({ found, things }: Answer): Sheet {
  return {
    guesses: found.map(({ label, score, boxFramePx: box }) => ({ label, score, box })),
    truths: things.map(({ label, box, difficult, crowd = false, area }) => ({
      label,
      box,
      crowd,
      ignored: difficult && !crowd,
      ...(area === undefined ? {} : { area }),
    })),
  };
}

/** Masks are compared at this size, whatever the picture's: 2 px of boundary then mean the same for all. */
const MASK_SIZE = { width: 256, height: 256 };
/** A pixel is a person above this probability. */
const PERSON = 0.5;

export async function examineSegmenter(
  examinee: Examinee & { model: SegmenterModel },
  pictures: readonly MaskPicture[],
  course: Course,
): Promise<Scored> {
  const ious: number[] = [];
  const edges: number[] = [];
  const falseAreas: number[] = [];
  const facts = await forEachPicture(examinee, pictures, course, async ({ mask }, { raw, placement }) => {
    const found = personIn(examinee.model.decode(raw, placement));
    const truth = mask === undefined ? undefined : await truthOf(mask, course.remarks);
    if (truth) {
      ious.push(maskIou(found, truth.person, truth.decided));
      edges.push(boundaryF(found, truth.person, { decided: truth.decided }));
    } else if (mask === undefined) {
      falseAreas.push(found.bits.reduce((a, b) => a + b, 0) / found.bits.length);
    }
  });
  const scores = { 'person IoU': mean(ious), 'boundary F (2 px)': mean(edges), 'false person area': mean(falseAreas) };
  return { name: examinee.name, own: examinee.own, scores, ...facts };
}

interface MaskTruth {
  readonly person: BitMask;
  /** Grey pixels (64..191) are neither person nor background: contours nobody drew exactly. */
  readonly decided: BitMask;
}

async function truthOf(path: string, remarks: Remarks): Promise<MaskTruth | undefined> {
  try {
    const grey = await readMask(path, MASK_SIZE);
    return {
      person: { ...MASK_SIZE, bits: grey.map((v) => (v > 191 ? 1 : 0)) },
      decided: { ...MASK_SIZE, bits: grey.map((v) => (v < 64 || v > 191 ? 1 : 0)) },
    };
  } catch (error) {
    remarks.add('times a mask did not decode, left out', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The mask enlarged over the whole frame (it was squeezed into the input), bilinear, then thresholded. */
export function personIn({ alpha, width, height, placement }: Mask): BitMask {
  const { width: w, height: h } = MASK_SIZE;
  const bits = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    const v = ((y + 0.5) / h) * placement.frame.height * placement.scaleY + placement.offsetY - 0.5;
    const top = Math.min(height - 1, Math.max(0, Math.floor(v)));
    const bottom = Math.min(height - 1, top + 1);
    const down = Math.min(1, Math.max(0, v - top));
    for (let x = 0; x < w; x++) {
      const u = ((x + 0.5) / w) * placement.frame.width * placement.scaleX + placement.offsetX - 0.5;
      const left = Math.min(width - 1, Math.max(0, Math.floor(u)));
      const right = Math.min(width - 1, left + 1);
      const across = Math.min(1, Math.max(0, u - left));
      const at = (row: number, column: number) => alpha[row * width + column] ?? NaN;
      const above = at(top, left) * (1 - across) + at(top, right) * across;
      const below = at(bottom, left) * (1 - across) + at(bottom, right) * across;
      if (above * (1 - down) + below * down > PERSON) bits[y * w + x] = 1;
    }
  }
  return { bits, width: w, height: h };
}

/** Words compare without case, with spaces for dashes. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]+/g, ' ').trim();
}

export async function examineClassifier(
  examinee: Examinee & { model: ClassifierModel },
  pictures: readonly NamedPicture[],
  course: Course,
): Promise<Scored> {
  const vocabulary = new Map(examinee.model.spec.labels.map((label, i) => [plain(label), i]));
  const asked = pictures.flatMap((picture) => {
    const classId = picture.names.map((name) => vocabulary.get(plain(name))).find((id) => id !== undefined);
    if (classId !== undefined) return [{ ...picture, classId }];
    const names = picture.names.slice(0, 3).join(', ');
    course.remarks.add(
      `pictures of classes ${examinee.name} has no word for, left out`,
      `${examinee.name} has no word for '${names}' (see --names)`,
    );
    return [];
  });
  let first = 0;
  let fifth = 0;
  const facts = await forEachPicture(examinee, asked, course, ({ classId }, { raw }) => {
    const best = examinee.model.decode(raw, 5).map((c) => c.classId);
    if (best[0] === classId) first++;
    if (best.includes(classId)) fifth++;
  });
  const scores = { 'top-1': first / facts.pictures, 'top-5': fifth / facts.pictures };
  return { name: examinee.name, own: examinee.own, scores, ...facts };
}
