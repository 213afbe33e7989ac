import { describe, expect, it } from 'vitest';
import { boxInside, knownLabel, parseVoc, readCocoLabels } from '../../../../models/metrics/label-files';

const SIZE = { width: 100, height: 50 };

describe('knownLabel', () => {
  it('gives VOC’s classes COCO’s names, and knows no others', () => {
    expect(['cat', 'sofa', 'tvmonitor', 'unicorn', 'toString', ''].map(knownLabel)).toEqual([
      'cat',
      'couch',
      'tv',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('boxInside', () => {
  it.each([
    [[0, 0, 100, 50], 'inside', [0, 0, 100, 50]],
    [[-0.5, 0, 100, 50], 'inside', [0, 0, 100, 50]], // Half a pixel is rounding.
    [[90, 40, 130, 60], 'clipped', [90, 40, 10, 10]],
    [[100, 0, 120, 10], 'outside', undefined],
    [[20, 20, 20, 30], 'outside', undefined],
    [[30, 20, 20, 30], 'outside', undefined],
    [[NaN, 0, 1, 1], 'not-a-box', undefined],
    [[0, 0, Infinity, 1], 'not-a-box', undefined],
  ] as const)('%j is %s', (corners, verdict, wanted) => {
    const inside = boxInside(corners, SIZE);
    expect(inside.verdict).toBe(verdict);
    const { x, y, width, height } = inside.box;
    if (wanted) expect([x, y, width, height]).toEqual(wanted);
    else expect(width * height).toBe(0);
  });
});

describe('parseVoc', () => {
  it('is undefined without a size, and empty without objects', () => {
    expect(parseVoc('no XML at all')).toBeUndefined();
    expect(parseVoc('<size><width>0</width><height>3</height></size>')).toBeUndefined();
    expect(parseVoc('<size><width>4</width><height>3</height></size>')).toEqual({
      size: { width: 4, height: 3 },
      database: undefined,
      objects: [],
    });
  });
});

describe('readCocoLabels', () => {
  it('keeps what is whole and lists what is not', () => {
    const labels = readCocoLabels({
      images: [{ id: 1, file_name: 'a.jpg', width: 4, height: 3 }, { id: 2, file_name: 'b.jpg' }, null],
      categories: [
        { id: 1, name: 'cat' },
        { id: 'x', name: 'dog' },
      ],
      annotations: [
        { image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] },
        { image_id: 1, category_id: 1, bbox: [0, 0, 1] },
        { image_id: 1, category_id: 1, bbox: [0, 0, 1, null] },
        'odd',
      ],
    });
    expect(labels?.images.map(({ id }) => id)).toEqual([1]);
    expect([...(labels?.names ?? [])]).toEqual([[1, 'cat']]);
    expect(labels?.annotations).toHaveLength(1);
    expect(labels?.odd).toHaveLength(6);
    for (const odd of [null, [], 'x', { images: [], annotations: {} }]) expect(readCocoLabels(odd)).toBeUndefined();
  });
});
