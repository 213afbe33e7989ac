import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  onRebuilt,
  onRebuildFailed,
  onTrouble,
  startRecovery,
  TROUBLE_WINDOW_MS,
  troubleText,
  type GpuTrouble,
  type Remedy,
} from '../../../workers/recovery';

const TROUBLES: readonly GpuTrouble[] = ['lost', 'invalid', 'out-of-memory', 'hung'];
type Event = { readonly afterMs: number; readonly what: GpuTrouble | 'rebuilt' | 'rebuild-failed' };

const events = fc.array(
  fc.record<Event>({
    afterMs: fc.integer({ min: 0, max: 40_000 }),
    what: fc.constantFrom(...TROUBLES, 'rebuilt' as const, 'rebuild-failed' as const),
  }),
  { maxLength: 40 },
);

/** Plays the events; what was decided, and when. */
function play(all: readonly Event[]) {
  let recovery = startRecovery();
  let now = 1_000_000;
  const remedies: { readonly at: number; readonly remedy: Remedy; readonly phase: string }[] = [];
  for (const { afterMs, what } of all) {
    now += afterMs;
    let remedy: Remedy = 'none';
    if (what === 'rebuilt') recovery = onRebuilt(recovery);
    else
      ({ recovery, remedy } = what === 'rebuild-failed' ? onRebuildFailed(recovery) : onTrouble(recovery, what, now));
    remedies.push({ at: now, remedy, phase: recovery.phase });
  }
  return remedies;
}

describe('whatever happens in whatever order', () => {
  it('nothing is built anew twice within a minute', () => {
    fc.assert(
      fc.property(events, (all) => {
        const builds = play(all).filter(({ remedy }) => remedy === 'rebuild' || remedy === 'replace-worker');
        builds.forEach(({ at }, i) =>
          expect(at - (builds[i - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(TROUBLE_WINDOW_MS),
        );
      }),
    );
  });

  it('WASM is chosen once, and for good', () => {
    fc.assert(
      fc.property(events, (all) => {
        const played = play(all);
        const givenUp = played.findIndex(({ remedy }) => remedy === 'give-up');
        if (givenUp < 0) return;
        expect(played.slice(givenUp + 1).every(({ remedy, phase }) => remedy === 'none' && phase === 'given-up')).toBe(
          true,
        );
      }),
    );
  });

  it('a trouble while all is well is always answered', () => {
    fc.assert(
      fc.property(events, fc.constantFrom(...TROUBLES), (all, what) => {
        const played = play([...all, { afterMs: 0, what: 'rebuilt' }, { afterMs: 0, what }]);
        const before = played.at(-2);
        if (before?.phase === 'running') expect(played.at(-1)?.remedy).not.toBe('none');
      }),
    );
  });

  it('troubles more than a minute apart never end in WASM', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TROUBLES), { maxLength: 20 }), (all) => {
        const spaced = all.flatMap((what): Event[] => [
          { afterMs: TROUBLE_WINDOW_MS, what },
          { afterMs: 500, what: 'rebuilt' },
        ]);
        expect(play(spaced).some(({ remedy }) => remedy === 'give-up')).toBe(false);
      }),
    );
  });
});

describe('in particular', () => {
  it('one loss is answered by building anew, two within a minute by WASM', () => {
    const lost: Event = { afterMs: 30_000, what: 'lost' };
    expect(play([lost, { afterMs: 900, what: 'rebuilt' }, lost]).map(({ remedy }) => remedy)).toEqual([
      'rebuild',
      'none',
      'give-up',
    ]);
  });

  it('a runtime that hangs takes a new worker, which is told of the trouble before it', () => {
    const { remedy, recovery } = onTrouble(startRecovery(), 'hung', 5_000);
    expect(remedy).toBe('replace-worker');
    expect(onTrouble(startRecovery(recovery.troublesMs), 'lost', 6_000).remedy).toBe('give-up');
  });

  it('the complaints of a broken device are one trouble', () => {
    const { recovery } = onTrouble(startRecovery(), 'invalid', 0);
    expect(onTrouble(recovery, 'invalid', 16).remedy).toBe('none');
    expect(onTrouble(recovery, 'lost', 16).remedy).toBe('give-up');
  });

  it('every trouble has plain words', () => {
    for (const trouble of TROUBLES) expect(troubleText(trouble)).toMatch(/^the graphics processor \w+/);
  });
});
