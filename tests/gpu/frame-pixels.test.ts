/** Frames as browsers really give them: colour, strides and poses, read back through the worker's own reader. */
import { describe, expect, it } from 'vitest';
import type { InputSpec } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { FramePixels } from '../../workers/cpu/frame-pixels';
import { Preprocessor } from '../../workers/cpu/preprocess';
import { viewOf, type FrameImage } from '../../workers/frame-view';

const SIZE = { width: 62, height: 46 };

/** Four quadrants: red, green / blue, white. Large areas, so that chroma subsampling does not matter in their middles. */
function quadrants(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d')!;
  const [w, h] = [SIZE.width / 2, SIZE.height / 2];
  const colours = ['rgb(220 30 30)', 'rgb(30 200 40)', 'rgb(40 50 220)', 'rgb(240 240 240)'];
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect((i % 2) * w, Math.floor(i / 2) * h, w, h);
  });
  return canvas;
}

const INPUT: InputSpec = {
  name: 'image',
  width: 4,
  height: 4,
  layout: 'nhwc',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'stretch',
  pad: 0,
};

/** The colours of the four quadrants as the network would see them, upright. */
async function seen(image: FrameImage, turn: 0 | 90 | 180 | 270 = 0, reader = new FramePixels()): Promise<string> {
  const view = viewOf(image, turn);
  const picture = await reader.read(view);
  const out = new Float32Array(48);
  new Preprocessor(INPUT).fill(picture, place(view.upright, INPUT, INPUT.fit), out);
  const name = (x: number, y: number): string => {
    const [r = 0, g = 0, b = 0] = out.subarray((y * 4 + x) * 3, (y * 4 + x) * 3 + 3);
    const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 12;
    if (near(r, 220) && near(g, 30) && near(b, 30)) return 'r';
    if (near(r, 30) && near(g, 200) && near(b, 40)) return 'g';
    if (near(r, 40) && near(g, 50) && near(b, 220)) return 'b';
    if (near(r, 240) && near(g, 240) && near(b, 240)) return 'w';
    return `?${Math.round(r)},${Math.round(g)},${Math.round(b)}?`;
  };
  return name(0, 0) + name(3, 0) + name(0, 3) + name(3, 3);
}

/** The same picture as a decoder would give it, by the browser's own RGB → YUV conversion. */
async function yuvFrame(format: 'I420' | 'NV12', init: Partial<VideoFrameBufferInit> = {}): Promise<VideoFrame> {
  const { data } = quadrants().getContext('2d')!.getImageData(0, 0, SIZE.width, SIZE.height);
  const luma = new Uint8Array(SIZE.width * SIZE.height);
  const [cw, ch] = [SIZE.width / 2, SIZE.height / 2];
  const chroma = { u: new Uint8Array(cw * ch), v: new Uint8Array(cw * ch) };
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const i = (y * SIZE.width + x) * 4;
      const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
      // BT.601, limited range.
      luma[y * SIZE.width + x] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      const c = Math.floor(y / 2) * cw + Math.floor(x / 2);
      chroma.u[c] = Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255);
      chroma.v[c] = Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255);
    }
  }
  const planes =
    format === 'I420'
      ? [...luma, ...chroma.u, ...chroma.v]
      : [...luma, ...Array.from(chroma.u).flatMap((u, i) => [u, chroma.v[i] ?? 0])];
  return new VideoFrame(Uint8Array.from(planes), {
    format,
    codedWidth: SIZE.width,
    codedHeight: SIZE.height,
    timestamp: 0,
    colorSpace: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
    ...init,
  });
}

describe('FramePixels', () => {
  it('reads an RGB frame and a bitmap', async () => {
    const frame = new VideoFrame(quadrants(), { timestamp: 0 });
    const bitmap = await createImageBitmap(quadrants());
    expect([await seen(frame), await seen(bitmap)]).toEqual(['rgbw', 'rgbw']);
    frame.close();
    bitmap.close();
  });

  it.each(['I420', 'NV12'] as const)(
    'reads %s as the browser converts it, and plane by plane where it does not',
    async (format) => {
      const frame = await yuvFrame(format);
      expect(await seen(frame)).toBe('rgbw');
      const planes = new FramePixels();
      const refusing = new Proxy(frame, {
        get(target, key) {
          if (key === 'copyTo') {
            return (buffer: BufferSource, options?: VideoFrameCopyToOptions) =>
              options?.format
                ? Promise.reject(new DOMException('no', 'NotSupportedError'))
                : target.copyTo(buffer, options);
          }
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      expect(await seen(refusing, 0, planes)).toBe('rgbw');
      frame.close();
    },
  );

  it('stands a frame upright by its own rotation and flip', async () => {
    // What the camera stored is turned clockwise by `rotation`, then flipped: red, top left, goes round.
    const shown: Record<string, string> = {};
    for (const rotation of [0, 90, 180, 270]) {
      for (const flip of [false, true]) {
        const frame = await yuvFrame('I420', { rotation, flip } as Partial<VideoFrameBufferInit>);
        shown[`${rotation}${flip ? ' flipped' : ''}`] = await seen(frame);
        frame.close();
      }
    }
    expect(shown).toEqual({
      '0': 'rgbw',
      '0 flipped': 'grwb',
      '90': 'brwg',
      '90 flipped': 'rbgw',
      '180': 'wbgr',
      '180 flipped': 'bwrg',
      '270': 'gwrb',
      '270 flipped': 'wgbr',
    });
  });

  it('adds the turn the user asked for, and sees what a canvas would show', async () => {
    const frame = await yuvFrame('I420', { rotation: 90 } as Partial<VideoFrameBufferInit>);
    const bitmap = await createImageBitmap(quadrants());
    expect(await seen(frame, 90)).toBe('wbgr');
    expect(await seen(bitmap, 90)).toBe('brwg');
    expect(await seen(bitmap, 270)).toBe('gwrb');
    frame.close();
    bitmap.close();
  });
});
