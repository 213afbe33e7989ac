import { beforeAll, describe, expect, it, vi } from 'vitest';
import { place } from '../../../../models/math/letterbox';
import { placeRegion } from '../../../../models/math/person-region';
import { carriedModel, trailLuma, trailOf } from '../../../../workers/cpu/carry-mask';
import { cutOutPerson } from '../../../../workers/cpu/cut-out';
import type { MaskGuide } from '../../../../workers/cpu/mask-guide';
import { unrefined } from '../../../../workers/cpu/refine-mask';

const FRAME = { width: 256, height: 256 };
const MODEL = { width: 256, height: 256 };

class FakeImageData {
  readonly data: Uint8ClampedArray;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4).fill(255);
  }
}
beforeAll(() => void vi.stubGlobal('ImageData', FakeImageData));

/** A patterned person, 80 wide, that goes on below the frame; the wall is grey. */
function look(x: number, y: number, dx: number, dy: number): { person: boolean; value: number } {
  const [u, v] = [x - 128 - dx, y - 60 - dy];
  const person = Math.abs(u) < 40 && v > 0;
  return { person, value: person ? 0.5 + 0.3 * Math.sin(u * 0.14) * Math.cos(v * 0.11) : 0.45 };
}
function frameOf(dx: number, dy: number): ImageData {
  const image = new ImageData(FRAME.width, FRAME.height);
  for (let i = 0; i < FRAME.width * FRAME.height; i++) {
    const { value } = look(i % FRAME.width, Math.floor(i / FRAME.width), dx, dy);
    image.data.fill(value * 255, i * 4, i * 4 + 3);
  }
  return image;
}
const placement = place(FRAME, MODEL, 'stretch');
const mask = {
  alpha: Float32Array.from({ length: 256 * 256 }, (_, i) => (look(i % 256, i >> 8, 0, 0).person ? 1 : 0)),
  ...MODEL,
  placement,
};
function guide(): MaskGuide {
  const plane = Float32Array.from(
    { length: 128 * 128 },
    (_, i) => look((i % 128) * 2 + 1, (i >> 7) * 2 + 1, 0, 0).value,
  );
  return { width: 128, height: 128, red: plane, green: plane, blue: plane };
}
/** IoU of the alpha written with where the person is. */
function iou(frame: ImageData, dx: number, dy: number): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < FRAME.width * FRAME.height; i++) {
    const found = (frame.data[i * 4 + 3] ?? 0) > 127;
    const { person } = look(i % FRAME.width, Math.floor(i / FRAME.width), dx, dy);
    both += Number(found && person);
    either += Number(found || person);
  }
  return both / either;
}

describe('a mask carried to a later frame', () => {
  it.each([
    [0, 0],
    [14, 0],
    [-20, 6],
    [4, -10],
  ])('goes with the person, by %i and %i pixels', (dx, dy) => {
    const trail = trailOf(mask, trailLuma(guide()));
    const frame = frameOf(dx, dy);
    cutOutPerson(frame, carriedModel(unrefined(mask), trail, frame));
    expect(iou(frame, dx, dy)).toBeGreaterThan(0.96);
  });

  it.each([
    [0, 0],
    [6, 0],
    [-8, 4],
  ])('goes with the person within a crop, by %i and %i pixels', (dx, dy) => {
    const region = { x: 64, y: 32, width: 160, height: 224 };
    const at = (i: number, side: number): [number, number] => [
      region.x + (((i % side) + 0.5) * region.width) / side,
      region.y + ((Math.floor(i / side) + 0.5) * region.height) / side,
    ];
    const alpha = Float32Array.from({ length: 256 * 256 }, (_, i) => (look(...at(i, 256), 0, 0).person ? 1 : 0));
    const plane = Float32Array.from({ length: 128 * 128 }, (_, i) => look(...at(i, 128), 0, 0).value);
    const crop = { alpha, ...MODEL, placement: placeRegion(FRAME, MODEL, region) };
    const trail = trailOf(crop, trailLuma({ width: 128, height: 128, red: plane, green: plane, blue: plane }));
    const frame = frameOf(dx, dy);
    cutOutPerson(frame, carriedModel(unrefined(crop), trail, frame));
    expect(iou(frame, dx, dy)).toBeGreaterThan(0.95);
  });

  it('covers a person who rises as far down as the frame goes', () => {
    const frame = frameOf(0, -12);
    cutOutPerson(frame, carriedModel(unrefined(mask), trailOf(mask, trailLuma(guide())), frame));
    for (let y = 240; y < 256; y++) expect(frame.data[(y * 256 + 128) * 4 + 3]).toBe(255);
  });

  it('stays as it is where nothing is known of its frame, or where part of it lies outside', () => {
    const model = unrefined(mask);
    expect(carriedModel(model, undefined, frameOf(9, 0))).toBe(model);
    const padded = { ...mask, placement: place({ width: 256, height: 128 }, MODEL, 'letterbox') };
    expect(trailOf(padded, trailLuma(guide()))).toBeUndefined();
  });
});
