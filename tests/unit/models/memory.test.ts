import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE_BYTES, needOf, totalOf, withinBound, type Wanted } from '../../../models/memory';
import { MODELS, type ModelId } from '../../../models/registry';
import { areSizesOfOne } from '../../../models/sizes';

const MIB = 2 ** 20;
const ALL: Wanted = { detect: 'yolo-416', portrait: 'unet-portrait', classify: 'resnet' };
const ids = Object.keys(MODELS) as ModelId[];
const of = (task: string): ModelId[] => ids.filter((id) => MODELS[id].task === task);

describe('networks within a bound', () => {
  it('stay as they are where there is room', () => {
    expect(withinBound(ALL, 1024 * MIB)).toEqual(ALL);
  });

  it('see smaller pictures where there is little, what saves most first', () => {
    expect(withinBound(ALL, totalOf(ALL) - 1)).toEqual({ ...ALL, detect: 'yolo-320' });
  });

  it('and the last tasks do without where even that is too much', () => {
    const least: Wanted = { detect: 'yolo-256', portrait: 'unet-portrait' };
    expect(withinBound(ALL, totalOf(least))).toEqual(least);
    expect(withinBound(ALL, BASE_BYTES)).toEqual({});
    expect(withinBound(ALL, 0)).toEqual({});
  });

  it('never take more, and never become another network', () => {
    const wanted = fc.record(
      {
        detect: fc.constantFrom(...of('detect')),
        portrait: fc.constantFrom(...of('portrait')),
        classify: fc.constantFrom(...of('classify')),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Wanted>;
    fc.assert(
      fc.property(wanted, fc.integer({ min: 0, max: 400 }), (one, mib) => {
        const fitting = withinBound(one, mib * MIB);
        expect(Object.keys(fitting).length === 0 || totalOf(fitting) <= mib * MIB).toBe(true);
        for (const [task, id] of Object.entries(fitting) as [keyof Wanted, ModelId][])
          expect(areSizesOfOne(id, one[task] as ModelId)).toBe(true);
      }),
    );
  });

  it('every network needs something', () => {
    for (const id of ids) expect(needOf(id), id).toBeGreaterThan(100_000);
  });
});
