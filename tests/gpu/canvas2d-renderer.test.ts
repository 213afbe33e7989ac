/** What the 2D renderer really paints, by its pixels. */
import { describe, expect, it } from 'vitest';
import type { Size } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import { CpuMask } from '../../workers/cpu/cpu-mask';
import { FramePixels } from '../../workers/cpu/frame-pixels';
import type { PortraitScene, Scene } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';

const SIZE: Size = { width: 64, height: 48 };

/** Left half red, right half a black and white checkerboard of single pixels: any blur turns it grey. */
function picture(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(220 30 30)';
  context.fillRect(0, 0, 32, 48);
  for (let y = 0; y < 48; y++) {
    for (let x = 32; x < 64; x++) {
      context.fillStyle = (x + y) % 2 === 0 ? 'black' : 'white';
      context.fillRect(x, y, 1, 1);
    }
  }
  return canvas;
}

async function render(
  scene: Partial<Scene>,
  options: { canvas?: Size; fromPixels?: boolean } = {},
): Promise<ImageData> {
  const canvas = new OffscreenCanvas(options.canvas?.width ?? 64, options.canvas?.height ?? 48);
  const frame = new VideoFrame(picture(), { timestamp: 0 });
  const view = viewOf(frame, 0);
  const pixels = options.fromPixels ? await new FramePixels().read(view) : undefined;
  const plain = { view, mirror: false, portrait: undefined, detections: [], classifications: undefined };
  new Canvas2dRenderer(canvas).draw({ ...plain, ...scene }, pixels);
  frame.close();
  return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
}

const at = ({ data, width }: ImageData, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
];
const isRed = ([r = 0, g = 0, b = 0]: number[]): boolean => r > 180 && g < 70 && b < 70;
/** Mean difference of neighbours over a part of the right half: 255 for the sharp checkerboard, near 0 once blurred. */
function contrast(image: ImageData, x0: number, x1: number): number {
  let sum = 0;
  for (let y = 10; y < 38; y++)
    for (let x = x0; x < x1; x++) sum += Math.abs((at(image, x, y)[0] ?? 0) - (at(image, x + 1, y)[0] ?? 0));
  return sum / (28 * (x1 - x0));
}

const maskOf = (alphaAt: (x: number) => number): CpuMask => {
  const alpha = Float32Array.from({ length: 32 * 24 }, (_, i) => alphaAt(i % 32));
  const size = { width: 32, height: 24 };
  return new CpuMask({ alpha, ...size, placement: place(SIZE, size, 'stretch') });
};

const portraitOf = (mask: CpuMask | undefined, strength: number): PortraitScene => ({
  mask,
  effect: { kind: 'blur', shape: 'gaussian' },
  backdrop: undefined,
  lightWrap: false,
  strength,
});

describe.each([{ fromPixels: false }, { fromPixels: true }])('Canvas2dRenderer, from pixels: $fromPixels', (how) => {
  it('shows the frame as it is', async () => {
    const image = await render({}, how);
    expect(isRed(at(image, 5, 20))).toBe(true);
    expect(contrast(image, 40, 60)).toBeGreaterThan(250);
  });

  it('mirrors the picture', async () => {
    const image = await render({ mirror: true }, how);
    expect(isRed(at(image, 60, 20))).toBe(true);
    expect(isRed(at(image, 5, 20))).toBe(false);
  });

  it('keeps the aspect on a canvas of another one, with black rims', async () => {
    const image = await render({}, { ...how, canvas: { width: 128, height: 48 } });
    expect(at(image, 2, 20)).toEqual([0, 0, 0]);
    expect(isRed(at(image, 36, 20))).toBe(true);
  });

  it('blurs everything before there is a mask', async () => {
    for (const strength of [0, 0.5, 1]) {
      const image = await render({ portrait: portraitOf(undefined, strength) }, how);
      expect(contrast(image, 40, 60)).toBeLessThan(12);
    }
  });

  it('keeps the person sharp and blurs the rest', async () => {
    const mask = maskOf((x) => (x >= 24 ? 1 : 0)); // The right quarter of the frame is person.
    const image = await render({ portrait: portraitOf(mask, 0.5) }, how);
    expect(contrast(image, 52, 62)).toBeGreaterThan(240);
    expect(contrast(image, 36, 44)).toBeLessThan(16);
  });

  it('mirrors the mask with the picture', async () => {
    const mask = maskOf((x) => (x >= 24 ? 1 : 0));
    const image = await render({ mirror: true, portrait: portraitOf(mask, 0.5) }, how);
    expect(contrast(image, 2, 12)).toBeGreaterThan(240);
    expect(contrast(image, 20, 28)).toBeLessThan(16);
  });

  it('draws a box where the object is, mirrored or not', async () => {
    const detection = { boxFramePx: { x: 8, y: 20, width: 16, height: 20 }, score: 0.9, classId: 0, label: 'cup' };
    for (const mirror of [false, true]) {
      const without = await render({ mirror }, { ...how, canvas: { width: 256, height: 192 } });
      const image = await render({ mirror, detections: [detection] }, { ...how, canvas: { width: 256, height: 192 } });
      const x = mirror ? 256 - 32 : 32;
      expect(at(image, x, 130)).not.toEqual(at(without, x, 130));
      // Nothing but the box: well inside it the picture is untouched.
      expect(at(image, mirror ? 256 - 64 : 64, 130)).toEqual(at(without, mirror ? 256 - 64 : 64, 130));
    }
  });
});

it('keeps the last picture when the canvas changes its size', async () => {
  const canvas = new OffscreenCanvas(64, 48);
  const renderer = new Canvas2dRenderer(canvas);
  const frame = new VideoFrame(picture(), { timestamp: 0 });
  renderer.draw({
    view: viewOf(frame, 0),
    mirror: false,
    portrait: undefined,
    detections: [],
    classifications: undefined,
  });
  frame.close();
  renderer.resize({ width: 128, height: 96 });
  expect(isRed(at(canvas.getContext('2d')!.getImageData(0, 0, 128, 96), 10, 40))).toBe(true);
  expect((await renderer.snapshot()).type).toBe('image/png');
});

describe('a picture that lies on the canvas pixel on pixel', () => {
  const mask = maskOf((x) => (x < 16 ? 1 : 0));
  const scenes: readonly (readonly [string, PortraitScene | undefined])[] = [
    ['the frame', undefined],
    ['a blurred background', portraitOf(mask, 0.6)],
    ['no background', { ...portraitOf(mask, 0.6), effect: { kind: 'transparent' } }],
    ['a colour', { ...portraitOf(mask, 0.6), effect: { kind: 'color', color: '#204060' } }],
  ];

  it.each(scenes)('is the same mirrored, turned round, and with its pixels staged before: %s', async (_, portrait) => {
    const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
    const renderer = new Canvas2dRenderer(canvas);
    const frame = new VideoFrame(picture(), { timestamp: 0 });
    const view = viewOf(frame, 0);
    const pixels = await new FramePixels().whole(view);
    if (!pixels) throw new Error('this browser does not convert frames');
    const shown = (mirror: boolean): ImageData => {
      renderer.draw({ view, mirror, portrait, detections: [], classifications: undefined }, pixels);
      return canvas.getContext('2d')!.getImageData(0, 0, SIZE.width, SIZE.height);
    };
    const [plain, mirrored] = [shown(false), shown(true)];
    renderer.stage(pixels);
    expect(shown(true).data).toEqual(mirrored.data);
    frame.close();
    const turned = Uint8ClampedArray.from(plain.data, (_value, i) => {
      const [x, rest] = [Math.floor(i / 4) % SIZE.width, Math.floor(i / 4 / SIZE.width) * SIZE.width * 4 + (i % 4)];
      return plain.data[rest + (SIZE.width - 1 - x) * 4] ?? NaN;
    });
    expect(mirrored.data).toEqual(turned);
    expect(isRed(at(plain, 5, 20))).toBe(true);
    expect(isRed(at(mirrored, 58, 20))).toBe(true);
  });
});
