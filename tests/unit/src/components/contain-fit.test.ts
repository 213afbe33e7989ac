import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backingSize, CANVAS_LONG_SIDE_PX, containFit } from '../../../../src/components/camera-stage/contain-fit';
import { positionText } from '../../../../src/components/scene-list/position-text';

const size = fc.record({ width: fc.integer({ min: 1, max: 5000 }), height: fc.integer({ min: 1, max: 5000 }) });

describe('the picture in its room', () => {
  it('touches two sides, goes over none and keeps its aspect', () => {
    fc.assert(
      fc.property(size, size, (picture, room) => {
        const fit = containFit(picture, room);
        expect(fit.width / fit.height).toBeCloseTo(picture.width / picture.height, 6);
        expect(fit.width).toBeLessThanOrEqual(room.width * (1 + 1e-12));
        expect(fit.height).toBeLessThanOrEqual(room.height * (1 + 1e-12));
        expect(Math.max(fit.width / room.width, fit.height / room.height)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('has device pixels, within a limit, and at least one', () => {
    expect(backingSize({ width: 390, height: 292.5 }, 3)).toEqual({ width: 1170, height: 878 });
    expect(backingSize({ width: 4000, height: 2000 }, 2)).toEqual({ width: CANVAS_LONG_SIDE_PX, height: 960 });
    expect(backingSize({ width: 0, height: 0 }, 1)).toEqual({ width: 1, height: 1 });
  });
});

it('says where a box lies', () => {
  const frame = { width: 300, height: 300 };
  const at = (x: number, y: number): string => positionText({ x, y, width: 10, height: 10 }, frame);
  expect([at(0, 0), at(145, 145), at(280, 145), at(145, 280)]).toEqual([
    'top left',
    'centre',
    'right',
    'bottom centre',
  ]);
});
