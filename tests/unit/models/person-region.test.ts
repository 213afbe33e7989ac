import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from '../../../models/contract';
import { boxToFrame, frameSeenByModel } from '../../../models/math/letterbox';
import {
  holdsAll,
  lookOf,
  nextRegion,
  personBox,
  placeRegion,
  REGION,
  WHOLE_FRAME,
  type RegionState,
} from '../../../models/math/person-region';

const FRAME: Size = { width: 640, height: 480 };
const MODEL: Size = { width: 256, height: 256 };
const SMALL: Box = { x: 300, y: 200, width: 60, height: 120 };

/** Looks at what the state asks for, so many times; people are given by frame number. */
function run(
  people: (look: number) => Box | undefined,
  looks: number,
  start: RegionState = WHOLE_FRAME,
): RegionState[] {
  const states: RegionState[] = [];
  let state = start;
  for (let i = 0; i < looks; i++) {
    const { region } = lookOf(state);
    const person = people(i);
    const seen = person && clipped(person, region ?? { x: 0, y: 0, ...FRAME });
    state = nextRegion(state, { looked: region, person: seen, cut: false }, FRAME, MODEL);
    states.push(state);
  }
  return states;
}

function clipped(box: Box, to: Box): Box | undefined {
  const [x, y] = [Math.max(box.x, to.x), Math.max(box.y, to.y)];
  const width = Math.min(box.x + box.width, to.x + to.width) - x;
  const height = Math.min(box.y + box.height, to.y + to.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;

const last = (states: readonly RegionState[]): RegionState => states.at(-1) ?? WHOLE_FRAME;

/** A box within the frame. */
const boxes = fc
  .tuple(
    fc.integer({ min: 0, max: 600 }),
    fc.integer({ min: 0, max: 440 }),
    fc.integer({ min: 4, max: 640 }),
    fc.integer({ min: 4, max: 480 }),
  )
  .map(([x, y, width, height]) => ({ x, y, width: Math.min(width, 640 - x), height: Math.min(height, 480 - y) }));

describe('a still person', () => {
  it('gets a region after some looks that agree, and keeps that very one', () => {
    const states = run(() => SMALL, 60);
    expect(states.slice(0, REGION.settle - 1).every(({ region }) => region === undefined)).toBe(true);
    const [first, ...others] = states.slice(REGION.settle - 1).map(({ region }) => region);
    expect(first && holds(first, SMALL)).toBe(true);
    expect(new Set(others.map((region) => JSON.stringify(region)))).toEqual(new Set([JSON.stringify(first)]));
  });

  it('is never cut, whoever it is and wherever: the region lies in the frame and holds the person with room', () => {
    fc.assert(
      fc.property(boxes, (person) => {
        const { region } = last(run(() => person, 12));
        if (!region) return;
        expect(holds({ x: 0, y: 0, ...FRAME }, region)).toBe(true);
        expect(holds(region, person)).toBe(true);
        const scale = MODEL.width / region.width;
        expect(scale).toBeLessThanOrEqual(REGION.finest + 1e-9);
        expect((FRAME.width * FRAME.height) / (region.width * region.height)).toBeGreaterThan(
          REGION.stillWorthwhile ** 2,
        );
      }),
    );
  });

  it('who fills the frame gets all of it', () => {
    const { region } = last(run(() => ({ x: 100, y: 20, width: 450, height: 460 }), 12));
    expect(region).toBeUndefined();
  });

  it('is looked for in the whole frame every so often', () => {
    const states = run(() => SMALL, 80);
    const probes = states.map((state) => lookOf(state).probes);
    expect(probes.filter(Boolean).length).toBe(3);
    expect(probes.indexOf(true)).toBe(REGION.settle - 1 + REGION.probeEvery);
  });
});

describe('a region', () => {
  const settled = last(run(() => SMALL, 12));
  const region = settled.region ?? SMALL;

  it('grows at once where the person does', () => {
    const arm = { ...SMALL, x: SMALL.x - 25, width: SMALL.width + 25 };
    const next = nextRegion(settled, { looked: region, person: arm, cut: false }, FRAME, MODEL).region;
    expect(next && holds(next, region) && next.width * next.height > region.width * region.height).toBe(true);
  });

  it('shrinks slowly, and only by much', () => {
    const big: Box = { x: 200, y: 120, width: 160, height: 230 };
    const wide = last(run(() => big, 12));
    const states = run(() => SMALL, REGION.patience + 1, wide);
    const same = states.findIndex((state) => JSON.stringify(state.region) !== JSON.stringify(wide.region));
    expect(same).toBeGreaterThanOrEqual(REGION.patience - 1);
    expect(areaOf(last(states).region)).toBeLessThan(areaOf(wide.region) / REGION.excess);
    const little = run((i) => ({ ...big, width: big.width - (i % 2) * 12 }), 20, wide);
    expect(new Set(little.map((state) => JSON.stringify(state.region))).size).toBe(1);
  });

  it.each([
    ['nobody is found', { looked: region, person: undefined, cut: false }],
    ['the picture is cut', { looked: region, person: SMALL, cut: true }],
    ['the person reaches its border', { looked: region, person: { ...SMALL, x: region.x, width: 200 }, cut: false }],
  ])('is given up where %s', (_why, sighting) => {
    expect(nextRegion(settled, sighting, FRAME, MODEL)).toEqual(WHOLE_FRAME);
  });

  it('may end where the frame does', () => {
    const low: Box = { x: 300, y: 300, width: 80, height: 180 };
    const states = run(() => low, 20);
    expect(last(states).region).toBeDefined();
    expect(new Set(states.slice(4).map((state) => JSON.stringify(state.region))).size).toBe(1);
  });

  it('stays where a probe finds no one else, and widens to whoever it finds', () => {
    const alone = { looked: undefined, person: { ...SMALL, x: SMALL.x - 4 }, cut: false };
    expect(holdsAll(settled, alone)).toBe(true);
    expect(nextRegion(settled, alone, FRAME, MODEL)).toMatchObject({ region, sinceWhole: 0 });
    const second: Box = { x: 150, y: 190, width: 60, height: 120 };
    const both: Box = { x: 150, y: 190, width: 210, height: 130 };
    expect(holdsAll(settled, { looked: undefined, person: both, cut: false })).toBe(false);
    const states = run(() => both, 12, { ...settled, sinceWhole: REGION.probeEvery });
    expect(states[0]?.region).toBeUndefined();
    const found = last(states).region;
    expect(found && holds(found, SMALL) && holds(found, second)).toBe(true);
  });

  it('is not begun again by a look that came late', () => {
    const late = { looked: region, person: SMALL, cut: false };
    expect(nextRegion(WHOLE_FRAME, late, FRAME, MODEL)).toEqual(WHOLE_FRAME);
  });

  it('follows a person who walks, without ever cutting one that it saw whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -5, max: 5 }), (dx, dy) => {
        let state = last(run(() => SMALL, 6));
        for (let i = 0; i < 30; i++) {
          const person = clipped({ ...SMALL, x: SMALL.x + dx * i, y: SMALL.y + dy * i }, { x: 0, y: 0, ...FRAME });
          const looked = lookOf(state).region;
          const seen = person && clipped(person, looked ?? { x: 0, y: 0, ...FRAME });
          state = nextRegion(state, { looked, person: seen, cut: false }, FRAME, MODEL);
          if (state.region && seen) expect(holds(state.region, seen)).toBe(true);
        }
      }),
    );
  });
});

const areaOf = (box: Box | undefined): number => (box ? box.width * box.height : Infinity);

it('lies in the input so that it fills it', () => {
  fc.assert(
    fc.property(boxes, (region) => {
      const placement = placeRegion(FRAME, MODEL, region);
      const seen = frameSeenByModel(placement);
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(seen[key]).toBeCloseTo(region[key], 6);
      expect(boxToFrame({ x: 0, y: 0, ...MODEL }, placement).width).toBeCloseTo(region.width, 6);
    }),
  );
});

it('bounds what may be person', () => {
  const alpha = new Float32Array(8 * 4);
  expect(personBox(alpha, { width: 8, height: 4 })).toBeUndefined();
  alpha[1 * 8 + 3] = 0.4;
  alpha[2 * 8 + 6] = 0.9;
  alpha[3 * 8] = REGION.presence - 0.01;
  alpha[3 * 8 + 7] = NaN;
  expect(personBox(alpha, { width: 8, height: 4 })).toEqual({ x: 3, y: 1, width: 4, height: 2 });
});
