/** Those who are compared. Each turns a frame into masks of its size and says how long that took. */
import { catalogEntry, entryFor } from '../../models/catalog';
import type { Mask, Placement } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { MODELS, type SegmenterId } from '../../models/registry';
import { cutOutPerson } from '../cpu/cut-out';
import { fillGuide, newGuide, type MaskGuide } from '../cpu/mask-guide';
import { Preprocessor } from '../cpu/preprocess';
import { MaskRefiner } from '../cpu/refine-mask';
import { MaskSmoother } from '../cpu/smooth-mask';
import type { Engine } from '../engines/engine';
import { openMediaPipe } from '../engines/mediapipe';
import { MEDIAPIPE_MODEL_FILE, type LabRequest, type LabRowId } from '../portrait-lab-report';
import { loadWeights } from '../weights-loader';
import { alphaOf, upsampled } from './frame-mask';
import { stopwatch } from './stopwatch';

export interface MadeMask {
  readonly id: LabRowId;
  /** Probabilities of every pixel of the frame. */
  readonly alpha: Float32Array;
  readonly ms: number;
}

export interface MaskMaker {
  readonly ids: readonly LabRowId[];
  /** Another scene begins. */
  reset(): void;
  make(frame: ImageData): Promise<readonly MadeMask[]>;
  close(): void;
}

export interface NetworkLook {
  /** The whole frame where left out. */
  readonly placement?: Placement;
  /** Sees the network's input before it runs. */
  readonly see?: (input: Float32Array) => void;
}

export type NetworkOnFrames = (frame: ImageData, look?: NetworkLook) => Promise<Mask>;

/** Runs a network on frames. */
export async function openNetwork(engine: Engine, id: SegmenterId, baseUrl: string): Promise<NetworkOnFrames> {
  const entry = entryFor(id, { provider: 'wasm', shaderF16: false });
  const { spec, decode } = MODELS[id];
  const model = await engine.load(spec, await loadWeights(entry, baseUrl, () => undefined));
  const preprocessor = new Preprocessor(spec.input);
  return async (frame, { placement = place(frame, spec.input, spec.input.fit), see } = {}) => {
    const { width, height, data } = frame;
    const strides = { pixel: 4, row: width * 4, chromaPixel: 0, chromaRow: 0 };
    const pose = { turn: 0, flip: false } as const;
    preprocessor.fill(
      { kind: 'rgba', size: { width, height }, pose, data, strides, red: 0, green: 1, blue: 2 },
      placement,
      model.input,
    );
    see?.(model.input);
    return decode((await engine.run(model)).raw, placement);
  };
}

/** Three rows of one inference: what the steps after it add, each with the time of all before it. */
export async function ours(engine: Engine, id: SegmenterId, baseUrl: string): Promise<MaskMaker> {
  const network = await openNetwork(engine, id, baseUrl);
  const { input } = MODELS[id].spec;
  const guide: MaskGuide = newGuide(input);
  const smoother = new MaskSmoother();
  const refiner = new MaskRefiner();
  return {
    ids: ['raw', 'temporal', 'edge'],
    reset: () => smoother.reset(),
    async make(frame) {
      const clock = stopwatch();
      const mask = await network(frame, { see: (values) => fillGuide(guide, values, input) });
      const inferMs = clock();
      const raw = upsampled(mask);
      const rawUpMs = clock();
      const smoothed = smoother.smooth(mask, guide);
      const smoothMs = clock();
      const temporal = upsampled(smoothed);
      const upMs = clock();
      const picture = new ImageData(new Uint8ClampedArray(frame.data), frame.width, frame.height);
      clock();
      cutOutPerson(picture, refiner.refine(smoothed, guide));
      const refineMs = clock();
      return [
        { id: 'raw', alpha: raw, ms: inferMs + rawUpMs },
        { id: 'temporal', alpha: temporal, ms: inferMs + smoothMs + upMs },
        { id: 'edge', alpha: alphaOf(picture), ms: inferMs + smoothMs + refineMs },
      ];
    },
    close: () => undefined,
  };
}

/** The public network as ONNX, on the same runtime as ours. @throws FaultError `model-missing` where this server has it not. */
export async function selfie(engine: Engine, baseUrl: string): Promise<MaskMaker> {
  const network = await openNetwork(engine, 'selfie', baseUrl);
  return {
    ids: ['selfie'],
    reset: () => undefined,
    async make(frame) {
      const clock = stopwatch();
      const alpha = upsampled(await network(frame));
      return [{ id: 'selfie', alpha, ms: clock() }];
    },
    close: () => undefined,
  };
}

/** MediaPipe's own task. @throws Error where its model is not there, or it does not start. */
export async function mediapipe({ mediapipeModel, baseUrl }: LabRequest): Promise<MaskMaker> {
  const segmenter = await openMediaPipe(mediapipeModel ?? (await publishedModel(baseUrl)));
  return {
    ids: ['mediapipe'],
    reset: () => undefined,
    make(frame) {
      const clock = stopwatch();
      const alpha = segmenter.segment(frame);
      return Promise.resolve([{ id: 'mediapipe', alpha, ms: clock() }]);
    },
    close: () => segmenter.close(),
  };
}

async function publishedModel(baseUrl: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(`models/${MEDIAPIPE_MODEL_FILE}`, baseUrl));
  // Static hosts answer a missing file with their start page.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html'))
    throw new Error(
      `its model is not on this server: choose ${MEDIAPIPE_MODEL_FILE} from your files, or put it there with ` +
        '`npm run models -- --from FOLDER mediapipe-selfie`',
    );
  return new Uint8Array(await response.arrayBuffer());
}

export function networkTitle(id: SegmenterId): string {
  return catalogEntry(id).title;
}
