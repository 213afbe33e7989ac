import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from '../../../models/contract';
import { boxToFrame, frameSeenByModel } from '../../../models/math/letterbox';
import {
  lookOf,
  nextRegion,
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
  ])('is given up where %s', (_why, sighting) => {
    expect(nextRegion(settled, sighting, FRAME, MODEL)).toEqual(WHOLE_FRAME);
  });

  it('goes on beyond a border that the person reaches', () => {
    const reaching = { looked: region, person: { ...SMALL, x: region.x, width: 100 }, cut: false };
    const next = nextRegion(settled, reaching, FRAME, MODEL).region;
    expect(next?.x).toBeLessThanOrEqual(Math.max(0, region.x - region.width / 3));
  });

  it('that is outgrown again and again is begun more and more rarely', () => {
    let state = WHOLE_FRAME;
    const begins: number[] = [];
    for (let i = 0; i < 400; i++) {
      const { region: looked } = lookOf(state);
      // Small from afar; close to, it fills whatever is looked at.
      const next = nextRegion(state, { looked, person: looked ?? SMALL, cut: false }, FRAME, MODEL);
      if (!state.region && next.region) begins.push(i);
      state = next;
    }
    const gaps = begins.slice(1).map((at, i) => at - (begins[i] ?? 0));
    expect(gaps[0]).toBeLessThan(25);
    expect(Math.min(...gaps.slice(3))).toBeGreaterThanOrEqual(REGION.mostCaution);
  });

  it('may end where the frame does', () => {
    const low: Box = { x: 300, y: 300, width: 80, height: 180 };
    const states = run(() => low, 20);
    expect(last(states).region).toBeDefined();
    expect(new Set(states.slice(4).map((state) => JSON.stringify(state.region))).size).toBe(1);
  });

  it('stays where a probe finds no one else, or does not even see who is there', () => {
    for (const person of [{ ...SMALL, x: SMALL.x - 4 }, undefined]) {
      const probe = { looked: undefined, person, cut: false };
      expect(nextRegion(settled, probe, FRAME, MODEL)).toMatchObject({ region, sinceWhole: 0, alarms: 0 });
    }
  });

  it('widens to whoever a probe finds, and stays so', () => {
    const second: Box = { x: 150, y: 190, width: 60, height: 120 };
    const both: Box = { x: 150, y: 190, width: 210, height: 130 };
    const states = run(() => both, 100, { ...settled, sinceWhole: REGION.probeEvery });
    for (const { region: found } of states) expect(found && holds(found, SMALL) && holds(found, second)).toBe(true);
    expect(new Set(states.map((state) => JSON.stringify(state.region))).size).toBe(1);
    expect(last(states).alarms).toBe(0);
  });

  it('goes back where the closer look finds nobody else, and asks again more and more rarely', () => {
    const both: Box = { x: 150, y: 190, width: 210, height: 130 };
    let state = settled;
    const probes: number[] = [];
    for (let i = 0; i < 600; i++) {
      const { region: looked, probes: isProbe } = lookOf(state);
      if (isProbe) probes.push(i);
      state = nextRegion(state, { looked, person: isProbe ? both : SMALL, cut: false }, FRAME, MODEL);
      if (isProbe) expect(areaOf(state.region)).toBeGreaterThan(areaOf(region));
    }
    const gaps = probes.slice(1).map((at, i) => at - (probes[i] ?? 0) - 1);
    expect(gaps.slice(0, 3)).toEqual([2, 4, 8].map((times) => times * REGION.probeEvery));
    expect(areaOf(state.region)).toBeLessThan(areaOf(region) * REGION.excess);
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
