/** A segmenter's looks at frames, on an engine that takes what is bright for a person. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ModelSpec } from '../../../../models/contract';
import { REGION } from '../../../../models/math/person-region';
import { segmenter } from '../../../../models/unet-portrait/decode';
import { CpuPath } from '../../../../workers/cpu/cpu-path';
import type { Canvas2dRenderer } from '../../../../workers/draw/canvas2d-renderer';
import type { Engine, LoadedModel } from '../../../../workers/engines/engine';
import type { PersonMask } from '../../../../workers/frame-path';
import type { FrameView } from '../../../../workers/frame-view';

const INPUT = { width: 128, height: 96 };
const FRAME = { width: 640, height: 480 };
const SPEC: ModelSpec = {
  id: 'bright',
  task: 'portrait',
  input: {
    ...INPUT,
    name: 'image',
    layout: 'nchw',
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    std: [255, 255, 255],
    fit: 'stretch',
    pad: 0,
  },
  outputs: ['alpha'],
  labels: [],
};

const engine: Engine = {
  info: { provider: 'wasm', build: 'wasm', threads: 1, note: '' },
  load: () => Promise.resolve({ spec: SPEC, input: new Float32Array(3 * INPUT.width * INPUT.height) }),
  run: ({ input }: LoadedModel) => {
    const data = input.slice(0, INPUT.width * INPUT.height).map((red) => Number(red > 0.7));
    return Promise.resolve({ raw: { alpha: { data, dims: [1, 1, INPUT.height, INPUT.width] } }, runMs: 1 });
  },
  release: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
};

/** A bright person, small, before a wall of this grey. */
function frameOf(wall: number, left: number): FrameView {
  const bytes = new Uint8Array(FRAME.width * FRAME.height * 4).fill(wall);
  for (let y = 200; y < 320; y++) bytes.fill(240, (y * FRAME.width + left) * 4, (y * FRAME.width + left + 70) * 4);
  const image = {
    format: 'RGBA',
    visibleRect: { x: 0, y: 0, ...FRAME },
    allocationSize: () => bytes.length,
    copyTo: (to: Uint8Array) => {
      to.set(bytes);
      return Promise.resolve([{ offset: 0, stride: FRAME.width * 4 }]);
    },
  } as unknown as VideoFrame;
  const pose = { turn: 0, flip: false } as const;
  return { image, stored: FRAME, upright: FRAME, pose, userPose: pose };
}

beforeEach(() => void vi.stubGlobal('ImageBitmap', class {}));
afterEach(() => void vi.unstubAllGlobals());

async function looker() {
  const path = new CpuPath(engine, {} as Canvas2dRenderer);
  const network = await path.load(segmenter(SPEC, 'alpha', [1, 1, INPUT.height, INPUT.width]), new Uint8Array());
  return async (view: FrameView): Promise<PersonMask | undefined> => {
    await path.prepare(view, [network], true);
    return (await path.segment(network)).value;
  };
}

const BEFORE = frameOf(20, 300);
const AFTER = frameOf(130, 80);

/** Looks until one goes to the whole frame only to see whether someone came in. */
async function looksToProbe(): Promise<number> {
  const look = await looker();
  for (let count = 0; count < 4 * REGION.probeEvery; count++) if (!(await look(BEFORE))) return count;
  throw new Error('the whole frame was never looked at');
}

it('keeps the finer mask where the whole frame shows nothing new', async () => {
  const [count, look] = [await looksToProbe(), await looker()];
  for (let i = 0; i < count; i++) expect(await look(BEFORE)).toBeDefined();
  expect(await look(BEFORE)).toBeUndefined();
  const next = await look(BEFORE);
  expect(next?.placement.scaleX).toBeGreaterThan(INPUT.width / FRAME.width);
});

it('shows the whole frame at once where the scene was cut as it was looked at', async () => {
  const [count, look] = [await looksToProbe(), await looker()];
  for (let i = 0; i < count; i++) await look(BEFORE);
  const mask = await look(AFTER);
  expect(mask?.placement.scaleX).toBe(INPUT.width / FRAME.width);
  // What was followed is forgotten: the next look begins anew.
  expect((await look(AFTER))?.placement.scaleX).toBe(INPUT.width / FRAME.width);
});
