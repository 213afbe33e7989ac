/**
 * What the portrait's steps after the network are worth: IoU and boundary F of the raw and of the refined mask at each picture's
 * own resolution, flicker of a still under camera noise, and the steps' cost.
 *
 *     npx tsx models/tools/portrait-steps.ts --data FOLDER [--still FILE]...
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cutOutPerson } from '../../workers/cpu/cut-out';
import { fillGuide, newGuide } from '../../workers/cpu/mask-guide';
import { preprocessRgba } from '../../workers/cpu/preprocess';
import { MaskRefiner, unrefined, type EdgeModel } from '../../workers/cpu/refine-mask';
import { MaskSmoother } from '../../workers/cpu/smooth-mask';
import { catalogEntry } from '../catalog';
import type { Mask } from '../contract';
import { flickerScore } from '../math/flicker';
import { place } from '../math/letterbox';
import { MODELS } from '../registry';
import { Complaint } from './complaint';
import { boundaryF, maskIou, mean, type BitMask } from './exam/scores';
import { MODELS_DIR } from './files';
import { readMask, readPicture, type Picture } from './picture';
import { openNetwork } from './run-onnx';

const NOISE_FRAMES = 12;
/** Standard deviation of a webcam's noise in room light, 8-bit levels. */
const NOISE = 4;

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, still: { type: 'string', multiple: true, default: [] } },
});

const model = MODELS['unet-portrait'];
const { input } = model.spec;
const network = await openNetwork(join(MODELS_DIR, catalogEntry('unet-portrait').source.file), model.spec);

async function answer(picture: Picture): Promise<{ mask: Mask; values: Float32Array }> {
  const values = new Float32Array(3 * input.width * input.height);
  const placement = place(picture, input, input.fit);
  preprocessRgba(picture.pixels, picture, input, placement, values);
  return { mask: model.decode(await network.run(values), placement), values };
}

/** The picture's own pixels as ImageData is to the cut-out; Node has none. */
function imageOf({ pixels, width, height }: Picture): ImageData {
  return { data: new Uint8ClampedArray(pixels), width, height } as unknown as ImageData;
}

function alphaOf(picture: Picture, edges: EdgeModel): Uint8Array {
  const image = imageOf(picture);
  cutOutPerson(image, edges);
  return Uint8Array.from({ length: picture.width * picture.height }, (_, i) => image.data[i * 4 + 3] ?? 0);
}

async function scorePictures(folder: string): Promise<void> {
  const names = await readdir(join(folder, 'pictures')).catch(() => {
    throw new Complaint(`${folder}: two folders are wanted in it, pictures and masks.`);
  });
  const refiner = new MaskRefiner();
  const guide = newGuide(input);
  const scores = { rawIou: [], rawF: [], iou: [], f: [], refineMs: [], cutMs: [] } as Record<string, number[]>;
  for (const name of names.sort()) {
    const picture = await readPicture(join(folder, 'pictures', name));
    const truth = await readMask(join(folder, 'masks', name.replace(/\.\w+$/, '.png')), picture);
    const { mask, values } = await answer(picture);
    fillGuide(guide, values, input);
    const start = process.cpuUsage();
    const edges = refiner.refine(mask, guide);
    scores['refineMs']?.push(cpuMs(start));
    const cutStart = process.cpuUsage();
    const refined = alphaOf(picture, edges);
    scores['cutMs']?.push(cpuMs(cutStart));
    const size = { width: picture.width, height: picture.height };
    const person: BitMask = { bits: truth.map((v) => Number(v > 191)), ...size };
    const decided: BitMask = { bits: truth.map((v) => Number(v < 64 || v > 191)), ...size };
    for (const [prefix, alpha] of [
      ['raw', alphaOf(picture, unrefined(mask))],
      ['', refined],
    ] as const) {
      const found: BitMask = { bits: alpha.map((v) => Number(v > 127)), ...size };
      scores[prefix ? 'rawIou' : 'iou']?.push(maskIou(found, person, decided));
      scores[prefix ? 'rawF' : 'f']?.push(boundaryF(found, person, { decided }));
    }
  }
  for (const [what, list] of Object.entries(scores)) console.log(what.padEnd(10), mean(list).toFixed(4));
}

async function scoreFlicker(file: string): Promise<void> {
  const still = await readPicture(file);
  const random = randomOf(7);
  const smoother = new MaskSmoother();
  const guide = newGuide(input);
  const [raw, smoothed]: Float32Array[][] = [[], []];
  const costs: number[] = [];
  for (let t = 0; t < NOISE_FRAMES; t++) {
    const pixels = still.pixels.map((v, i) =>
      i % 4 === 3 ? v : Math.min(255, Math.max(0, v + NOISE * normal(random))),
    );
    const { mask, values } = await answer({ ...still, pixels });
    fillGuide(guide, values, input);
    raw?.push(mask.alpha.slice());
    const start = process.cpuUsage();
    const out = smoother.smooth(mask, guide);
    costs.push(cpuMs(start));
    smoothed?.push(out.alpha.slice());
  }
  const settled = 3; // The first frames still find their level.
  const [before, after] = [raw, smoothed].map((masks) => flickerScore((masks ?? []).slice(settled), input));
  console.log(
    `${file}: flicker raw ${before?.toFixed(5)}, smoothed ${after?.toFixed(5)}, ${mean(costs).toFixed(2)} ms`,
  );
}

function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Standard normal (Box and Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

try {
  if (options.data === undefined && options.still.length === 0)
    throw new Complaint('--data FOLDER or --still FILE is wanted.');
  if (options.data !== undefined) await scorePictures(options.data);
  for (const file of options.still) await scoreFlicker(file);
  process.exit(0);
} catch (error) {
  if (!(error instanceof Complaint)) throw error;
  console.error(error.message);
  process.exit(1);
}
