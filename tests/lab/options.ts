/** What `npm run lab` was asked for. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseContender } from '../../src/lab/compare/contender-title';
import type { RunLength } from '../../src/lab/compare/run-file';

export const HELP = `npm run lab -- --contenders A,B[,…] --source SOURCE [options]

The comparison lab of the built app (npm run build) in a headless Chromium: every contender looks at every frame, in random order,
one at a time. Nothing else should run meanwhile.

--contenders   NETWORK[@PART…], e.g. yolo,rcnn or yolo-416@u8,rcnn@k100,nanodet@wasm2,mediapipe-ssd
               networks: yolo (yolo-320), yolo-256, yolo-416, rcnn, nanodet, yolox, fastestdet, mediapipe-ssd, and the others of the catalogue
               parts: wasmN (threads), webgpu, gpu (MediaPipe's), f16, u8, kN (proposals of rcnn, 16 to 300)
--source       demo · camera (a moving test pattern) · a clip · a picture · a folder of pictures · a COCO or VOC folder, or a zip of one
--frames N     frames to look at (default: each picture once; of a clip 100)
--minutes N    instead: how long
--out FILE     the run, as the lab opens it again (default run.json)
--csv FILE     the figures, a row a contender
--warmup N     looks of each contender before measuring (default 3)
--seed N       of the order (default 1)
--memory       ask the browser what each contender takes: up to a minute each
--gpu          a real GPU through Vulkan; without it WebGPU is emulated in software: right, but no measure of speed
--models DIR   reference models besides those in public/models (default: SIGHTLINE_MODELS, else ../shared/reference-models)
--dist DIR     the build (default dist)

Ctrl-C stops and keeps what was measured.`;

export interface LabOptions {
  readonly contenders: readonly string[];
  /** Whether any of them computes on a GPU. */
  readonly needsGpu: boolean;
  readonly source: LabSourceOption;
  readonly length: RunLength | undefined;
  readonly out: string;
  readonly csv: string | undefined;
  readonly warmUpLooks: number;
  readonly seed: number;
  readonly measureMemory: boolean;
  readonly realGpu: boolean;
  readonly models: string;
  readonly dist: string;
}

/** `folder`: all files of a folder, with their paths; `files`: these. */
export type LabSourceOption =
  | { readonly kind: 'demo' | 'camera' }
  | { readonly kind: 'file'; readonly files: readonly string[] }
  | { readonly kind: 'labelled'; readonly folder?: string; readonly files?: readonly string[] };

export class OptionError extends Error {}

/** @returns undefined where help was asked for. @throws OptionError with what is wanted. */
export function labOptions(args: readonly string[]): LabOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      contenders: { type: 'string' },
      source: { type: 'string' },
      frames: { type: 'string' },
      minutes: { type: 'string' },
      out: { type: 'string', default: 'run.json' },
      csv: { type: 'string' },
      warmup: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      memory: { type: 'boolean', default: false },
      gpu: { type: 'boolean', default: false },
      models: { type: 'string', default: process.env['SIGHTLINE_MODELS'] ?? '../shared/reference-models' },
      dist: { type: 'string', default: 'dist' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (!values.contenders || !values.source) throw new OptionError(`--contenders and --source are wanted.\n\n${HELP}`);
  if (values.frames !== undefined && values.minutes !== undefined)
    throw new OptionError('Give --frames or --minutes, not both.');
  const contenders = values.contenders.split(',');
  const engines = contenders.map((one) => parseContender(one).engine);
  return {
    contenders,
    needsGpu: engines.some((engine) => engine === 'webgpu' || engine === 'mediapipe-gpu'),
    source: sourceOption(values.source),
    length: lengthOf(values.frames, values.minutes),
    out: resolve(values.out),
    csv: values.csv && resolve(values.csv),
    warmUpLooks: number('warmup', values.warmup, 1),
    seed: number('seed', values.seed, 0),
    measureMemory: values.memory,
    realGpu: values.gpu,
    models: resolve(values.models),
    dist: values.dist,
  };
}

function lengthOf(frames: string | undefined, minutes: string | undefined): RunLength | undefined {
  if (frames !== undefined) return { kind: 'frames', frames: Math.floor(number('frames', frames, 1)) };
  return minutes === undefined ? undefined : { kind: 'minutes', minutes: number('minutes', minutes, Number.MIN_VALUE) };
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!(value >= least && value < Infinity))
    throw new OptionError(`--${name} ${text}: a number from ${least} is wanted.`);
  return value;
}

const PICTURE = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;

function sourceOption(text: string): LabSourceOption {
  if (text === 'demo' || text === 'camera') return { kind: text };
  const path = resolve(text);
  if (!existsSync(path)) throw new OptionError(`--source ${text}: there is no such file or folder.`);
  if (!statSync(path).isDirectory())
    return extname(path).toLowerCase() === '.zip'
      ? { kind: 'labelled', files: [path] }
      : { kind: 'file', files: [path] };
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  if (names.some((name) => /\.(json|xml)$/i.test(name))) return { kind: 'labelled', folder: path };
  const pictures = names.filter((name) => PICTURE.test(name)).sort();
  if (pictures.length === 0) throw new OptionError(`--source ${text}: no picture lies in ${basename(path)}.`);
  return { kind: 'file', files: pictures.map((name) => join(path, name)) };
}
