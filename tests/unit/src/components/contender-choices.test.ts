import { describe, expect, it } from 'vitest';
import { fitted, precisionsOf } from '../../../../src/components/comparison-lab/contender-choices';
import { catalogEntry, MODEL_IDS } from '../../../../models/catalog';

const ABILITIES = { webgpu: true, mostThreads: 4 };

describe('what a network can be computed in', () => {
  it('is every file that ships, integers on WebAssembly alone', () => {
    for (const id of MODEL_IDS) {
      const { source } = catalogEntry(id);
      const { f16, u8 } = source.kind === 'built-in' ? source.variants : {};
      const everywhere = ['float32', ...(f16 ? ['float16'] : [])];
      expect(precisionsOf(id, 'webgpu')).toEqual(everywhere);
      expect(precisionsOf(id, 'wasm')).toEqual([...everywhere, ...(u8 ? ['uint8'] : [])]);
    }
    expect(precisionsOf('yolo-320', 'wasm')).toEqual(['float32', 'float16', 'uint8']);
    expect(precisionsOf('mediapipe-ssd', 'mediapipe-cpu')).toEqual(['uint8']);
  });

  it('changes to floats with the engine', () => {
    const integers = { network: 'yolo-320', engine: 'wasm', threads: 2, precision: 'uint8' } as const;
    expect(fitted(integers, ABILITIES)).toEqual(integers);
    expect(fitted({ ...integers, engine: 'webgpu', threads: 1 }, ABILITIES)).toMatchObject({
      engine: 'webgpu',
      precision: 'float32',
    });
    expect(fitted({ ...integers, network: 'nanodet-m' }, ABILITIES)).toMatchObject({
      threads: 2,
      precision: 'float32',
    });
  });
});
