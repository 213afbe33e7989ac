import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_HISTORY,
  parseVerdicts,
  rememberedVerdict,
  verdictKey,
  weightsKey,
  withVerdict,
  type GpuVerdict,
} from '../../../workers/gpu-history';

const verdict = (key: string, fields: Partial<GpuVerdict> = {}): GpuVerdict => ({
  key,
  refusal: '',
  paced: true,
  networks: {},
  ...fields,
});

describe('a verdict', () => {
  it('holds for one adapter under one version of the app and the runtime', () => {
    const history = { ...NO_HISTORY, verdicts: [verdict(verdictKey('vendor x', '1', '2'))] };
    expect(rememberedVerdict(history, verdictKey('vendor x', '1', '2'), false)).toBeDefined();
    expect(rememberedVerdict(history, verdictKey('vendor y', '1', '2'), false)).toBeUndefined();
    expect(rememberedVerdict(history, verdictKey('vendor x', '2', '2'), false)).toBeUndefined();
    expect(rememberedVerdict(history, verdictKey('vendor x', '1', '3'), false)).toBeUndefined();
  });

  it('that was never timed is enough only where WebGPU is demanded; a refusal always is', () => {
    const history = { ...NO_HISTORY, verdicts: [verdict('k', { paced: false })] };
    expect(rememberedVerdict(history, 'k', true)).toBeDefined();
    expect(rememberedVerdict(history, 'k', false)).toBeUndefined();
    const refused = { ...NO_HISTORY, verdicts: [verdict('k', { paced: false, refusal: 'wrong' })] };
    expect(rememberedVerdict(refused, 'k', false)?.refusal).toBe('wrong');
  });

  it('gathers the networks tried, and the newest four are kept', () => {
    let all: GpuVerdict[] = [];
    all = withVerdict(all, verdict('a', { networks: { one: true } }));
    all = withVerdict(all, verdict('a', { networks: { two: false } }));
    expect(all).toEqual([verdict('a', { networks: { one: true, two: false } })]);
    for (const key of 'bcdef') all = withVerdict(all, verdict(key));
    expect(all.map(({ key }) => key)).toEqual(['f', 'e', 'd', 'c']);
  });
});

it('weights are known by content, not by name', () => {
  expect(weightsKey('a/b.onnx', 'f'.repeat(64))).toBe('a/b.onnx#ffffffffffff');
});

describe('what was stored', () => {
  it('comes back whole', () => {
    const all = [verdict('a', { networks: { one: true } }), verdict('b', { refusal: 'slow' })];
    expect(parseVerdicts(JSON.parse(JSON.stringify(all)))).toEqual(all);
  });

  it('and is left out where it is not a verdict, whatever it is', () => {
    expect(parseVerdicts([null, 1, { key: 'a' }, verdict('b'), { ...verdict('c'), networks: { x: 'yes' } }])).toEqual([
      verdict('b'),
      verdict('c'),
    ]);
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseVerdicts(value)));
  });
});
