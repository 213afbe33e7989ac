import { describe, expect, it } from 'vitest';
import { place } from '../../../models/math/letterbox';
import { selfieSquare } from '../../../models/reference-only/selfie-square';
import { classifier } from '../../../models/resnet/decode';
import { MODELS } from '../../../models/registry';
import { randomFrom, tensor } from './random-tensors';

describe.each([
  ['unet-portrait', MODELS['unet-portrait'], [1, 1, 256, 256]],
  ['unet-portrait-wide', MODELS['unet-portrait-wide'], [1, 1, 144, 256]],
  ['selfie', MODELS.selfie, [1, 144, 256, 1]],
  ['selfie-square', selfieSquare, [1, 256, 256, 1]],
] as const)('%s', (_name, model, dims) => {
  const placement = place({ width: 640, height: 480 }, model.spec.input, model.spec.input.fit);
  const [output = ''] = model.spec.outputs;

  it('hands the probabilities on as a mask over its input', () => {
    const raw = { [output]: tensor(dims, randomFrom(1)) };
    const mask = model.decode(raw, placement);
    expect(mask.alpha).toBe(raw[output]?.data);
    expect([mask.width, mask.height]).toEqual([model.spec.input.width, model.spec.input.height]);
    expect(mask.placement).toBe(placement);
  });

  it('refuses another shape', () => {
    expect(() => model.decode({ [output]: tensor([1, 1, 9, 9], randomFrom(1)) }, placement)).toThrow(RangeError);
    expect(() => model.decode({}, placement)).toThrow(/missing/);
  });
});

describe('a classifier', () => {
  const model = classifier({ ...MODELS.squeezenet.spec, labels: ['cup', 'cat'] }, 'logits', 4);

  it('gives the best labels first with their probabilities', () => {
    const logits = [1, 3, 2, -1];
    const found = model.decode({ logits: { data: Float32Array.from(logits), dims: [1, 4] } }, 3);
    const sum = logits.reduce((s, v) => s + Math.exp(v), 0);
    expect(found.map((f) => [f.classId, f.label])).toEqual([
      [1, 'cat'],
      [2, 'class 2'],
      [0, 'cup'],
    ]);
    found.forEach((f) => {
      expect(f.score).toBeCloseTo(Math.exp(logits[f.classId] ?? NaN) / sum, 6);
    });
  });

  it('gives no more than asked for', () => {
    const raw = { logits: tensor([1, 4], randomFrom(2)) };
    expect(model.decode(raw, 0)).toEqual([]);
    expect(model.decode(raw, 9)).toHaveLength(4);
  });
});
