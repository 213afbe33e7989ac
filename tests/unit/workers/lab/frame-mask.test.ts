/** Masks as the lab compares them, at the frame's size. */
import { expect, it } from 'vitest';
import { place } from '../../../../models/math/letterbox';
import { bitsOf, truthOf, upsampled } from '../../../../workers/lab/frame-mask';

it('a mask is drawn up bilinearly to its frame', () => {
  const frame = { width: 4, height: 2 };
  const model = { width: 2, height: 1 };
  const out = upsampled({ alpha: Float32Array.of(0, 1), ...model, placement: place(frame, model, 'stretch') });
  expect([...out]).toEqual([0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1]);
});

it('padding of a letterboxed input is no part of the frame', () => {
  const frame = { width: 4, height: 2 };
  const model = { width: 4, height: 4 };
  const alpha = Float32Array.from({ length: 16 }, (_, i) => Number(i >= 4 && i < 12));
  expect([...upsampled({ alpha, ...model, placement: place(frame, model, 'letterbox') })]).toEqual(Array(8).fill(1));
});

it('what a crop does not see is nobody', () => {
  const frame = { width: 4, height: 2 };
  const model = { width: 2, height: 2 };
  const alpha = new Float32Array(4).fill(1);
  expect([...upsampled({ alpha, ...model, placement: place(frame, model, 'cover') })]).toEqual([
    0, 1, 1, 0, 0, 1, 1, 0,
  ]);
});

it('half is person, not a number is not', () => {
  expect([...bitsOf(Float32Array.of(0.49, 0.5, 1, NaN), { width: 4, height: 1 }).bits]).toEqual([0, 1, 1, 0]);
});

it('greys of a truth are left undecided', () => {
  const data = Uint8ClampedArray.of(...[0, 63, 64, 191, 192, 255].flatMap((v) => [v, v, v, 255]));
  const { person, decided } = truthOf({ data, width: 6, height: 1 } as ImageData);
  expect([...person.bits]).toEqual([0, 0, 0, 0, 1, 1]);
  expect([...decided.bits]).toEqual([1, 1, 0, 0, 1, 1]);
});
