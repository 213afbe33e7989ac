import { describe, expect, it } from 'vitest';
import { worstDifference } from '../../../../models/golden/compare';
import { writeOnnx } from '../../../../models/golden/onnx-writer';

const raw = (...values: number[]) => ({ a: { data: Float32Array.from(values), dims: [values.length] } });

describe('worstDifference', () => {
  it('is the largest, taken at the stored places', () => {
    const stored = { a: { stride: 2, values: [0.5, 0.25] } };
    expect(worstDifference(raw(0.5, 9, 0.5), stored)).toBeCloseTo(0.25);
    expect(worstDifference(raw(0.5, 9, 0.25), stored)).toBe(0);
  });

  it('is relative where values are large', () => {
    expect(worstDifference(raw(9), { a: { stride: 1, values: [10] } })).toBeCloseTo(0.1);
  });

  it('is boundless where a value is missing or no number, also when a fine one follows', () => {
    const stored = { a: { stride: 1, values: [0, 0] } };
    expect(worstDifference({}, stored)).toBe(Infinity);
    expect(worstDifference(raw(0), stored)).toBe(Infinity);
    expect(worstDifference(raw(NaN, 0), stored)).toBe(Infinity);
    expect(worstDifference(raw(Infinity, 0), stored)).toBe(Infinity);
  });
});

it('a weight whose shape and data disagree is refused by name', () => {
  const weights = { w: { dims: [2, 2], data: new Float32Array(3) } };
  expect(() => writeOnnx({ name: 'bad', inputs: {}, outputs: {}, weights, nodes: [] })).toThrow(/'w' has 3 values/);
});
