/** The portrait by the 2D renderer on our own demo clip: every effect, and the inputs that are hard, as contact sheets. */
import { describe, expect, it } from 'vitest';
import type { Size } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { MODELS } from '../../models/registry';
import { FramePixels } from '../../workers/cpu/frame-pixels';
import { PersonMasks } from '../../workers/cpu/person-masks';
import { Preprocessor } from '../../workers/cpu/preprocess';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { PortraitScene } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';
import personUrl from '../fixtures/demo/0160-person.png?url';
import stillUrl from '../fixtures/demo/0160.jpg?url';
import roomUrl from '../fixtures/demo/0060.jpg?url';
import { compareWithGolden, sheetOf, type Cell } from './golden';

const CELL: Size = { width: 240, height: 136 };
const { input } = MODELS['unet-portrait'].spec;

const bitmapOf = async (url: string): Promise<ImageBitmap> => createImageBitmap(await (await fetch(url)).blob());

type Painter = (context: OffscreenCanvasRenderingContext2D, size: Size) => void;
const painted = (size: Size, painter: Painter): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(size.width, size.height);
  painter(canvas.getContext('2d')!, size);
  return canvas;
};

/** What a perfect network would answer: the drawn truth, at the network's size. */
function alphaOf(truth: OffscreenCanvas): Float32Array {
  const { data } = painted(input, (context, { width, height }) => {
    context.imageSmoothingQuality = 'high';
    context.drawImage(truth, 0, 0, width, height);
  })
    .getContext('2d')!
    .getImageData(0, 0, input.width, input.height);
  return Float32Array.from({ length: input.width * input.height }, (_, i) => (data[i * 4] ?? 0) / 255);
}

interface Shot {
  readonly picture: OffscreenCanvas;
  /** White = person; undefined: no mask yet. */
  readonly truth: OffscreenCanvas | undefined;
  readonly portrait?: Partial<PortraitScene>;
  readonly mirror?: boolean;
}

/** Through the worker's own steps: pixels, input, mask, picture. */
async function shown({ picture, truth, portrait, mirror = false }: Shot): Promise<ImageData> {
  const frame = new VideoFrame(picture, { timestamp: 0 });
  const view = viewOf(frame, 0);
  const pixels = await new FramePixels().read(view);
  const values = new Float32Array(3 * input.width * input.height);
  const placement = place(view.upright, input, input.fit);
  new Preprocessor(input).fill(pixels, placement, values);
  const masks = new PersonMasks(input);
  masks.see(values, placement);
  const mask = truth && masks.maskOf({ alpha: alphaOf(truth), width: input.width, height: input.height, placement });
  const canvas = new OffscreenCanvas(CELL.width, CELL.height);
  const scene: PortraitScene = {
    mask,
    effect: { kind: 'blur', shape: 'gaussian' },
    backdrop: undefined,
    lightWrap: false,
    strength: 0.6,
    ...portrait,
  };
  new Canvas2dRenderer(canvas).draw(
    { view, mirror, portrait: scene, detections: [], classifications: undefined },
    pixels,
  );
  frame.close();
  return canvas.getContext('2d')!.getImageData(0, 0, CELL.width, CELL.height);
}

async function demo(): Promise<{ picture: OffscreenCanvas; truth: OffscreenCanvas; room: ImageBitmap }> {
  const [still, person, room] = await Promise.all([stillUrl, personUrl, roomUrl].map(bitmapOf));
  if (!still || !person || !room) throw new Error('no fixtures');
  const draw = (image: ImageBitmap): OffscreenCanvas =>
    painted(still, (context, { width, height }) => context.drawImage(image, 0, 0, width, height));
  return { picture: draw(still), truth: draw(person), room };
}

/** Software rasterisers differ in rounding, not in what is seen. */
const TOLERANCE = { mean: 1, far: 0.004 };

describe('contact sheets', () => {
  it('every effect', async () => {
    const { picture, truth, room } = await demo();
    const backdrop = { image: room, version: 1 };
    const shots: Record<string, Partial<Shot>> = {
      'no mask yet': { truth: undefined, portrait: { effect: { kind: 'transparent' } } },
      'blur, weak': { portrait: { strength: 0 } },
      'blur, strong': { portrait: { strength: 1 } },
      disc: { portrait: { effect: { kind: 'blur', shape: 'disc' } } },
      black: { portrait: { effect: { kind: 'black' } } },
      colour: { portrait: { effect: { kind: 'color', color: '#2a9d54' } } },
      'own picture': { portrait: { effect: { kind: 'picture' }, backdrop } },
      'own picture, light wrap': { portrait: { effect: { kind: 'picture' }, backdrop, lightWrap: true } },
      'own picture, mirrored': { portrait: { effect: { kind: 'picture' }, backdrop }, mirror: true },
      'own video, none yet': { portrait: { effect: { kind: 'video' } } },
      spotlight: { portrait: { effect: { kind: 'spotlight' } } },
      transparent: { portrait: { effect: { kind: 'transparent' } } },
    };
    const cells: Cell[] = [];
    for (const [label, shot] of Object.entries(shots))
      cells.push({ label, image: await shown({ picture, truth, ...shot }) });
    const difference = await compareWithGolden('portrait-effects', sheetOf(cells));
    expect(difference.mean).toBeLessThan(TOLERANCE.mean);
    expect(difference.far).toBeLessThan(TOLERANCE.far);
  });

  it('hard inputs', async () => {
    const { picture, truth } = await demo();
    const { width, height } = picture;
    const both = (painter: (image: OffscreenCanvas) => Painter, size: Size = picture): Omit<Shot, 'portrait'> => ({
      picture: painted(size, painter(picture)),
      truth: painted(size, painter(truth)),
    });
    const black = (): Painter => (context, size) => context.fillRect(0, 0, size.width, size.height);
    const dark = painted(picture, (context) => {
      context.filter = 'brightness(12%)';
      context.drawImage(picture, 0, 0);
    });
    const shots: Record<string, Shot> = {
      'two people': both((image) => (context) => {
        context.drawImage(image, -width * 0.22, 0);
        context.beginPath();
        context.rect(width / 2, 0, width / 2, height);
        context.clip();
        context.drawImage(image, width * 0.24, 0);
      }),
      nobody: { picture, truth: painted(picture, black()) },
      'a face filling the frame': both(
        (image) => (context) =>
          context.drawImage(image, width * 0.42, height * 0.22, width * 0.16, height * 0.28, 0, 0, width, height),
      ),
      'very dark': { picture: dark, truth },
      'four to one': both(
        (image) => (context, size) =>
          context.drawImage(image, 0, height * 0.2, width, width / 4, 0, 0, size.width, size.height),
        {
          width: 800,
          height: 200,
        },
      ),
      'portrait orientation': both(
        (image) => (context, size) =>
          context.drawImage(image, width * 0.34, 0, height * 0.5625, height, 0, 0, size.width, size.height),
        {
          width: 270,
          height: 480,
        },
      ),
      'far away': both(
        (image) => (context) => context.drawImage(image, width * 0.55, height * 0.6, width * 0.4, height * 0.4),
      ),
      'two pixels high': both((image) => (context, size) => context.drawImage(image, 0, 0, size.width, size.height), {
        width: 64,
        height: 2,
      }),
    };
    const cells: Cell[] = [];
    for (const [label, shot] of Object.entries(shots)) cells.push({ label, image: await shown(shot) });
    const difference = await compareWithGolden('portrait-hard-inputs', sheetOf(cells));
    expect(difference.mean).toBeLessThan(TOLERANCE.mean);
    expect(difference.far).toBeLessThan(TOLERANCE.far);
  });
});
