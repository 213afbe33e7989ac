import { describe, expect, it } from 'vitest';
import { precisionInUse } from '../../../../src/i18n/precision-words';

describe('precisionInUse', () => {
  it.each([
    [{ provider: 'wasm' }, ''],
    [{ provider: 'wasm', precision: 'float32' }, 'floats'],
    [{ provider: 'wasm', precision: 'uint8' }, '8-bit integers'],
    [{ provider: 'wasm', precision: 'mixed' }, '8-bit integers and floats'],
    [{ provider: 'webgpu', precision: 'float16' }, 'half floats'],
    [{ provider: 'webgpu', precision: 'mixed' }, 'half floats and floats'],
  ] as const)('of %j is "%s"', (engine, words) => {
    expect(precisionInUse(engine)).toBe(words);
  });
});
