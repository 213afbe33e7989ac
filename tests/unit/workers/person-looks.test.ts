import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Box } from '../../../models/contract';
import { boxToModel } from '../../../models/math/letterbox';
import { blocksOf, type PersonBlocks } from '../../../models/math/person-blocks';
import { REGION } from '../../../models/math/person-region';
import { MODELS } from '../../../models/registry';
import type { FrameView } from '../../../workers/frame-view';
import { PersonLooks, type Look } from '../../../workers/person-looks';

const { input } = MODELS['unet-portrait'].spec;
const NO_POSE = { turn: 0, flip: false } as const;
const viewOf = (width = 640, height = 480): FrameView => ({
  image: {} as VideoFrame,
  stored: { width, height },
  upright: { width, height },
  pose: NO_POSE,
  userPose: NO_POSE,
});
const PERSON: Box = { x: 300, y: 200, width: 60, height: 120 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a perfect mask of this person would give. */
function blocksAt(person: Box, { placement }: Look): PersonBlocks {
  const { x, y, width, height } = boxToModel(person, placement);
  const alpha = new Float32Array(input.width * input.height);
  for (let v = Math.max(0, Math.round(y)); v < Math.min(input.height, Math.round(y + height)); v++)
    alpha.fill(
      1,
      v * input.width + Math.max(0, Math.round(x)),
      v * input.width + Math.min(input.width, Math.round(x + width)),
    );
  return blocksOf(alpha, input);
}

/** Every look takes 40 ms and finds this person. */
function lookAbout(looks: PersonLooks, count: number, person = PERSON): { look: Look; shown: boolean }[] {
  return Array.from({ length: count }, () => {
    const look = looks.next(viewOf(), input);
    vi.advanceTimersByTime(40);
    return { look, shown: looks.found(look, { blocks: blocksAt(person, look), cut: false }) };
  });
}

describe('looks at a small person', () => {
  it('come closer, and show the whole frame without a finer mask giving way to a coarser one', () => {
    const seen = lookAbout(new PersonLooks(), 80);
    const closer = seen.findIndex(({ look }) => look.region !== undefined);
    expect(closer).toBe(REGION.settle);
    expect(seen[closer]?.look.placement.scaleX).toBeGreaterThan(1.3 * (input.width / 640));
    const probes = seen.filter(({ look }) => look.probes);
    expect(probes.length).toBeGreaterThan(1);
    for (const { look, shown } of probes) expect([look.region, shown]).toEqual([undefined, false]);
    expect(seen.filter(({ look, shown }) => !look.probes && !shown)).toEqual([]);
  });

  it('widen to whoever a probe finds, and show a probe that finds too many', () => {
    for (const [others, shown] of [
      [{ x: 160, y: 200, width: 200, height: 120 }, false],
      [{ x: 20, y: 60, width: 500, height: 360 }, true],
    ] as const) {
      const looks = new PersonLooks();
      const before = lookAbout(looks, REGION.settle + REGION.probeEvery);
      expect(before.some(({ look }) => look.probes)).toBe(false);
      const after = lookAbout(looks, 6, others);
      expect(after[0]).toMatchObject({ look: { probes: true }, shown });
      expect(after.at(-1)?.look.region?.x ?? 0).toBeLessThan(others.x);
    }
  });

  it('show a probe where the mask before would be too old until the next one', () => {
    const looks = new PersonLooks();
    lookAbout(looks, REGION.settle + REGION.probeEvery);
    const look = looks.next(viewOf(), input);
    expect(look.probes).toBe(true);
    vi.advanceTimersByTime(300);
    expect(looks.found(look, { blocks: blocksAt(PERSON, look), cut: false })).toBe(true);
  });

  it('begin anew on another source, on frames that stand otherwise, and after a pause', () => {
    const looks = new PersonLooks();
    const near = (): void => {
      lookAbout(looks, REGION.settle + 1);
      expect(looks.next(viewOf(), input).region).toBeDefined();
    };
    near();
    looks.forget();
    expect(looks.next(viewOf(), input)).toMatchObject({ region: undefined, anew: true });
    near();
    expect(looks.next(viewOf(480, 640), input)).toMatchObject({ region: undefined, anew: true });
    near();
    vi.advanceTimersByTime(2_000);
    expect(looks.next(viewOf(), input)).toMatchObject({ region: undefined, anew: true });
    near();
    expect(looks.next(viewOf(), input).anew).toBe(false);
  });
});

it('is always the whole frame for a network that letterboxes', () => {
  const looks = new PersonLooks();
  for (let i = 0; i < 6; i++) {
    const look = looks.next(viewOf(), { ...input, fit: 'letterbox' });
    looks.found(look, { blocks: blocksAt(PERSON, look), cut: false });
    expect(look.region).toBeUndefined();
    expect(look.placement.scaleX).toBeCloseTo(look.placement.scaleY, 1);
  }
});
