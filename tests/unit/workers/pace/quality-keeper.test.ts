import { describe, expect, it } from 'vitest';
import type { FrameReport } from '../../../../models/contract';
import { QualityKeeper, type InUse } from '../../../../workers/pace/quality-keeper';
import type { Settings } from '../../../../workers/protocol';
import { DEFAULT_PREFERENCES, visionSettings } from '../../../../src/storage/settings';

const settings = (fields: Partial<Settings> = {}): Settings => ({
  ...visionSettings(DEFAULT_PREFERENCES, false),
  models: { detect: 'yolo-320', portrait: 'unet-portrait', classify: 'resnet' },
  ...fields,
});
const ALL = { detect: true, portrait: true, classify: true };

function report(fields: Partial<FrameReport> = {}): FrameReport {
  return {
    seq: 0,
    frame: { width: 1280, height: 720 },
    detections: [],
    classifications: [],
    masked: false,
    timingsMs: { capture: 1, preprocess: 1, infer: 20, draw: 2 },
    inferMs: { detect: 20 },
    totalMs: 24,
    fresh: true,
    answered: true,
    ageMs: 24,
    dropped: 0,
    intervalMs: 1000 / 30,
    ...fields,
  };
}

/** Seconds of frames; what the keeper wants is in use at once. */
function play(keeper: QualityKeeper, seconds: number, fields: Partial<FrameReport>, startMs = 0): void {
  for (let atMs = startMs; atMs < startMs + seconds * 1_000; atMs += 1000 / 30) {
    const inUse: InUse = { networks: { detect: keeper.networkFor('detect') }, shared: false, coarseSteps: 2 };
    keeper.shown(report(fields), inUse, atMs);
  }
}

describe('what the governor decides', () => {
  it('becomes a smaller network, and a word about it', () => {
    let changes = 0;
    const keeper = new QualityKeeper(settings(), () => changes++);
    play(keeper, 10, { inferMs: { detect: 140 } });
    expect(keeper.networkFor('detect')).toBe('yolo-256');
    expect(keeper.cuts).toEqual([{ part: 'network', task: 'detect', model: 'yolo-256', why: 'answer' }]);
    expect(changes).toBe(1);
  });

  it('becomes a coarser blur, where there is one', () => {
    const slow = { timingsMs: { capture: 1, draw: 50 } };
    const blurring = new QualityKeeper(settings({ tasks: ALL }), () => undefined);
    play(blurring, 10, slow);
    expect(blurring.coarseness).toBeGreaterThan(0);
    const black = new QualityKeeper(settings({ tasks: ALL, background: { kind: 'black' } }), () => undefined);
    play(black, 10, slow);
    expect(black.coarseness).toBe(0);
  });

  it('takes the network that fits the frame, and says nothing: nothing is given up', () => {
    let changes = 0;
    const keeper = new QualityKeeper(settings({ tasks: ALL }), () => changes++);
    expect(keeper.networkFor('portrait')).toBe('unet-portrait');
    const inUse: InUse = { networks: { portrait: 'unet-portrait' }, shared: false, coarseSteps: 2 };
    keeper.shown(report(), inUse, 0);
    expect([keeper.standIns, keeper.cuts, changes]).toEqual([{ portrait: 'unet-portrait-wide' }, [], 1]);
    keeper.shown(report({ frame: { width: 720, height: 1280 } }), inUse, 33);
    expect([keeper.standIns, changes]).toEqual([{}, 2]);
    keeper.shown(report(), inUse, 66);
    keeper.refuse('unet-portrait-wide');
    expect(keeper.networkFor('portrait')).toBe('unet-portrait');
  });

  it('waits until the network asked for is in use', () => {
    const keeper = new QualityKeeper(
      settings({ models: { ...settings().models, detect: 'yolo-416' } }),
      () => undefined,
    );
    const inUse: InUse = { networks: { detect: 'yolo-416' }, shared: false, coarseSteps: 2 };
    for (let atMs = 0; atMs < 30_000; atMs += 33) keeper.shown(report({ inferMs: { detect: 140 } }), inUse, atMs);
    expect(keeper.networkFor('detect')).toBe('yolo-320');
  });

  it('gives up the blur where the GPU takes long over pictures, although encoding them takes no time', () => {
    const portrait = settings({ tasks: { detect: false, portrait: true, classify: false } });
    const costs = { timingsMs: { capture: 0.2, preprocess: 0.2, infer: 6, draw: 0.5 }, inferMs: { portrait: 6 } };
    const cutsAt = (drawMs: number): string[] => {
      const keeper = new QualityKeeper(portrait, () => undefined);
      const inUse = { networks: { portrait: 'unet-portrait' }, shared: true, coarseSteps: 2, drawMs } as const;
      for (let atMs = 0; atMs < 8_000; atMs += 33) keeper.shown(report(costs), inUse, atMs);
      return keeper.cuts.map(({ part }) => part);
    };
    expect(cutsAt(0)).toEqual([]);
    expect(cutsAt(28)).toContain('blur');
  });

  it('does without a network that cannot be had', () => {
    const keeper = new QualityKeeper(settings(), () => undefined);
    play(keeper, 10, { inferMs: { detect: 140 } });
    keeper.refuse('yolo-256');
    expect(keeper.networkFor('detect')).toBe('yolo-320');
    play(keeper, 10, { inferMs: { detect: 140 } }, 10_000);
    expect(keeper.networkFor('detect')).toBe('yolo-320');
  });
});

describe("the user's word", () => {
  it('counts: without automatic quality the chosen network stays', () => {
    const keeper = new QualityKeeper(settings(), () => undefined);
    play(keeper, 10, { inferMs: { detect: 140 } });
    keeper.use(settings({ automaticQuality: false }));
    expect(keeper.networkFor('detect')).toBe('yolo-320');
    play(keeper, 10, { inferMs: { detect: 140 } }, 10_000);
    expect(keeper.cuts).toEqual([]);
  });

  it('Eco holds from the start and says so', () => {
    const keeper = new QualityKeeper(settings({ eco: true }), () => undefined);
    expect(keeper.networkFor('detect')).toBe('yolo-256');
    expect(keeper.inferEvery).toBe(2);
    expect(keeper.cuts.map(({ part, why }) => `${part} ${why}`)).toEqual(['network eco', 'rate eco']);
    keeper.pressure = 'critical';
    expect(keeper.inferEvery).toBe(4);
    keeper.use(settings());
    expect(keeper.cuts).toEqual([]);
  });

  it('a task that is off has nothing to say', () => {
    const keeper = new QualityKeeper(settings({ eco: true, tasks: { ...ALL, detect: false } }), () => undefined);
    keeper.shown(report({ frame: { width: 640, height: 480 } }), { networks: {}, shared: false, coarseSteps: 2 }, 0);
    expect(keeper.cuts.filter(({ part }) => part === 'network')).toEqual([
      { part: 'network', task: 'portrait', model: 'unet-portrait-wide', why: 'eco' },
    ]);
  });
});
