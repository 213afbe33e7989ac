import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, FitMode } from '../../../../models/contract';
import {
  fitContain,
  fitCover,
  invert,
  mapBox,
  mapPoint,
  turnedSize,
  type QuarterTurn,
} from '../../../../models/math/affine';
import {
  boxToFrame,
  boxToModel,
  frameSeenByModel,
  pictureInModel,
  place,
  pointToFrame,
  pointToModel,
} from '../../../../models/math/letterbox';

const side = fc.integer({ min: 16, max: 4096 });
const size = fc.record({ width: side, height: side });
const modelSize = fc.record({ width: fc.integer({ min: 32, max: 640 }), height: fc.integer({ min: 32, max: 640 }) });
const fit = fc.constantFrom<FitMode>('letterbox', 'letterbox-top-left', 'stretch', 'cover');
const view = fc.record({ rotate: fc.constantFrom<QuarterTurn>(0, 90, 180, 270), mirror: fc.boolean() });
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** A box inside a picture, as shares of its sides. */
const boxShare = fc.record({ x: share, y: share, width: share, height: share });

function boxIn({ width, height }: { width: number; height: number }, s: Box): Box {
  const x = s.x * width;
  const y = s.y * height;
  return { x, y, width: s.width * (width - x), height: s.height * (height - y) };
}

function expectBox(actual: Box, wanted: Box, tolerancePx: number): void {
  for (const key of ['x', 'y', 'width', 'height'] as const) {
    expect(Math.abs(actual[key] - wanted[key]), key).toBeLessThanOrEqual(tolerancePx);
  }
}

describe('a box goes model → frame → canvas and back', () => {
  it('within half a pixel, at every size, fit, rotation and mirror', () => {
    fc.assert(
      fc.property(size, modelSize, size, fit, view, boxShare, (frame, model, canvas, fitMode, shown, s) => {
        const placement = place(frame, model, fitMode);
        const toCanvas = fitContain(frame, canvas, shown);
        const boxModelPx = boxToModel(boxIn(frame, s), placement);
        const boxCanvasPx = mapBox(toCanvas, boxToFrame(boxModelPx, placement));
        const back = boxToModel(mapBox(invert(toCanvas), boxCanvasPx), placement);
        expectBox(back, boxModelPx, 0.5);
        expectBox(mapBox(toCanvas, boxIn(frame, s)), boxCanvasPx, 0.5);
      }),
      { numRuns: 500 },
    );
  });

  it('lands where the picture itself lands: corners checked with plain arithmetic', () => {
    fc.assert(
      fc.property(size, size, view, share, share, (frame, canvas, shown, u, v) => {
        // The same point found without matrices: turn, flip, scale, centre.
        const turned = turnedSize(frame, shown.rotate);
        const [x, y] = { 0: [u, v], 90: [1 - v, u], 180: [1 - u, 1 - v], 270: [v, 1 - u] }[shown.rotate] as [
          number,
          number,
        ];
        const scale = Math.min(canvas.width / turned.width, canvas.height / turned.height);
        const wanted = {
          x: canvas.width / 2 + ((shown.mirror ? 1 - x : x) - 0.5) * turned.width * scale,
          y: canvas.height / 2 + (y - 0.5) * turned.height * scale,
        };
        const actual = mapPoint(fitContain(frame, canvas, shown), { x: u * frame.width, y: v * frame.height });
        expect(actual.x).toBeCloseTo(wanted.x, 6);
        expect(actual.y).toBeCloseTo(wanted.y, 6);
      }),
    );
  });
});

describe('place', () => {
  it('keeps the whole frame in a letterbox, on whole pixels, aspect within half a pixel', () => {
    fc.assert(
      fc.property(
        size,
        modelSize,
        fc.constantFrom<FitMode>('letterbox', 'letterbox-top-left'),
        (frame, model, fitMode) => {
          const placement = place(frame, model, fitMode);
          const picture = pictureInModel(placement);
          for (const edge of [picture.x, picture.y, picture.x + picture.width, picture.y + picture.height]) {
            expect(Math.abs(edge - Math.round(edge))).toBeLessThan(1e-6);
          }
          const scale = Math.min(model.width / frame.width, model.height / frame.height);
          // A side that would vanish still takes one pixel.
          expect(Math.abs(picture.width - Math.max(1, frame.width * scale))).toBeLessThanOrEqual(0.5 + 1e-6);
          expect(Math.abs(picture.height - Math.max(1, frame.height * scale))).toBeLessThanOrEqual(0.5 + 1e-6);
          expectBox(frameSeenByModel(placement), { x: 0, y: 0, ...frame }, 1e-6);
        },
      ),
    );
  });

  it('centres a letterbox and a crop within a pixel', () => {
    fc.assert(
      fc.property(size, modelSize, fc.constantFrom<FitMode>('letterbox', 'cover'), (frame, model, fitMode) => {
        const middle = pointToModel({ x: frame.width / 2, y: frame.height / 2 }, place(frame, model, fitMode));
        expect(Math.abs(middle.x - model.width / 2)).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(Math.abs(middle.y - model.height / 2)).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });

  it('fills the input when it covers or stretches', () => {
    fc.assert(
      fc.property(size, modelSize, fc.constantFrom<FitMode>('cover', 'stretch'), (frame, model, fitMode) => {
        expectBox(pictureInModel(place(frame, model, fitMode)), { x: 0, y: 0, ...model }, 1e-6);
      }),
    );
  });

  it('maps points both ways', () => {
    fc.assert(
      fc.property(size, modelSize, fit, share, share, (frame, model, fitMode, u, v) => {
        const placement = place(frame, model, fitMode);
        const point = { x: u * frame.width, y: v * frame.height };
        const back = pointToFrame(pointToModel(point, placement), placement);
        expect(back.x).toBeCloseTo(point.x, 6);
        expect(back.y).toBeCloseTo(point.y, 6);
      }),
    );
  });

  it('places 640×480 into 416×416 as worked out by hand', () => {
    const model = { width: 416, height: 416 };
    const frame = { width: 640, height: 480 };
    expect(place(frame, model, 'letterbox')).toEqual({
      frame,
      model,
      scaleX: 0.65,
      scaleY: 0.65,
      offsetX: 0,
      offsetY: 52,
    });
    expect(place(frame, model, 'letterbox-top-left').offsetY).toBe(0);
    expect(place(frame, model, 'cover')).toMatchObject({ scaleX: 416 / 480, offsetY: 0 });
    expect(place(frame, model, 'cover').offsetX).toBeCloseTo((416 - (640 * 416) / 480) / 2, 9);
  });

  it('refuses sizes that are no sizes', () => {
    for (const width of [0, -1, NaN, Infinity]) {
      expect(() => place({ width, height: 10 }, { width: 10, height: 10 }, 'stretch')).toThrow(RangeError);
      expect(() => fitContain({ width: 10, height: 10 }, { width, height: 10 })).toThrow(RangeError);
    }
  });
});

describe('fitCover', () => {
  it('leaves no gap', () => {
    fc.assert(
      fc.property(size, size, view, (frame, canvas, shown) => {
        const shownBox = mapBox(fitCover(frame, canvas, shown), { x: 0, y: 0, ...frame });
        expect(shownBox.x).toBeLessThanOrEqual(1e-6);
        expect(shownBox.y).toBeLessThanOrEqual(1e-6);
        expect(shownBox.x + shownBox.width).toBeGreaterThanOrEqual(canvas.width - 1e-6);
        expect(shownBox.y + shownBox.height).toBeGreaterThanOrEqual(canvas.height - 1e-6);
      }),
    );
  });
});
