/** Runs every maker on every frame, in turn, and scores what comes out. */
import { flickerScore } from '../../models/math/flicker';
import { boundaryF, maskIou } from '../../models/metrics/mask-scores';
import type { LabFrame, LabRow, LabRowId } from '../portrait-lab-report';
import { bitsOf, truthOf } from './frame-mask';
import type { MadeMask, MaskMaker } from './mask-makers';
import { stillClip } from './still-clip';

/** Frames of the still clip; the first ones still find their level and are not counted. */
export const STILL_FRAMES = 10;
const SETTLED = 3;

interface Sheet {
  readonly iou: number[];
  readonly f: number[];
  readonly ms: number[];
  readonly still: Float32Array[];
}

/** @param onStep after each frame. @returns a row for each id of the makers */
export async function scoreMasks(
  frames: readonly LabFrame[],
  makers: readonly MaskMaker[],
  onStep: (done: number, total: number) => void,
): Promise<LabRow[]> {
  const sheets = new Map<LabRowId, Sheet>(
    makers.flatMap(({ ids }) => ids.map((id) => [id, { iou: [], f: [], ms: [], still: [] }] as const)),
  );
  const total = frames.length + STILL_FRAMES;
  const each = async (frame: ImageData, turn: number, record: (sheet: Sheet, made: MadeMask) => void) => {
    // Who comes first changes from frame to frame: heat and caches favour nobody.
    for (let i = 0; i < makers.length; i++) {
      const maker = makers[(i + turn) % makers.length];
      for (const made of (await maker?.make(frame)) ?? []) {
        const sheet = sheets.get(made.id);
        if (sheet) record(sheet, made);
      }
    }
    onStep(turn + 1, total);
  };
  let scene: number | undefined;
  for (const [turn, frame] of frames.entries()) {
    if (frame.scene !== scene) for (const maker of makers) maker.reset();
    scene = frame.scene;
    const picture = pixelsOf(frame.picture, frame.picture);
    const truth = frame.truth && truthOf(pixelsOf(frame.truth, frame.picture));
    await each(picture, turn, (sheet, { alpha, ms }) => {
      // A maker's first frame lays out its memory.
      if (turn > 0) sheet.ms.push(ms);
      if (!truth) return;
      const found = bitsOf(alpha, picture);
      sheet.iou.push(maskIou(found, truth.person, truth.decided));
      sheet.f.push(boundaryF(found, truth.person, { decided: truth.decided }));
    });
  }
  const last = frames.findLast(({ truth }) => truth !== undefined) ?? frames.at(-1);
  if (!last) return [];
  const still = pixelsOf(last.picture, last.picture);
  for (const maker of makers) maker.reset();
  let turn = frames.length;
  for (const picture of stillClip(still, STILL_FRAMES))
    await each(picture, turn++, (sheet, { alpha, ms }) => {
      sheet.ms.push(ms);
      sheet.still.push(alpha);
    });
  return [...sheets].map(([id, sheet]) => ({
    id,
    iou: mean(sheet.iou),
    boundaryF: mean(sheet.f),
    flicker: flickerScore(sheet.still.slice(SETTLED), still),
    msPerFrame: median(sheet.ms),
    missing: '',
  }));
}

function pixelsOf(picture: ImageBitmap, { width, height }: ImageBitmap): ImageData {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser cannot read pixels in a worker');
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}
