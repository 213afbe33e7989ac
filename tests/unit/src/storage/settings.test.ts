import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  loadPreferences,
  parsePreferences,
  savePreferences,
  visionSettings,
} from '../../../../src/storage/settings';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const blocked = {
  getItem: (): string | null => {
    throw new DOMException('blocked', 'SecurityError');
  },
  setItem: (): void => {
    throw new DOMException('full', 'QuotaExceededError');
  },
};

describe('preferences', () => {
  it('come back as they were kept, except the turn of the picture', () => {
    const storage = memory();
    const chosen = {
      ...DEFAULT_PREFERENCES,
      blurStrength: 0.25,
      theme: 'dark',
      rotate: 90,
      tasks: { detect: false, portrait: true, classify: true },
    } as const;
    expect(savePreferences(chosen, storage)).toBe(true);
    expect(loadPreferences(storage)).toEqual({ ...chosen, rotate: 0 });
  });

  it('are the defaults where storage is empty, blocked or holds no JSON', () => {
    expect(loadPreferences(memory())).toEqual(DEFAULT_PREFERENCES);
    expect(loadPreferences(blocked)).toEqual(DEFAULT_PREFERENCES);
    expect(savePreferences(DEFAULT_PREFERENCES, blocked)).toBe(false);
    expect(loadPreferences({ ...memory(), getItem: () => '{oops' })).toEqual(DEFAULT_PREFERENCES);
  });

  it('take what is valid of what was kept', () => {
    const parsed = parsePreferences({
      scoreThreshold: 7,
      blurStrength: 0,
      theme: 'sepia',
      facing: 'environment',
      tasks: { detect: 'yes', classify: true },
    });
    expect(parsed).toMatchObject({
      scoreThreshold: DEFAULT_PREFERENCES.scoreThreshold,
      blurStrength: 0,
      theme: 'system',
      facing: 'environment',
    });
    expect(parsed.tasks).toEqual({ detect: true, portrait: false, classify: true });
  });

  it('keep an effect only where all of it means something', () => {
    const kept = (background: unknown): unknown => parsePreferences({ background }).background;
    for (const background of [
      { kind: 'blur', shape: 'disc' },
      { kind: 'color', color: '#a0b1c2' },
      { kind: 'picture' },
      { kind: 'video' },
      { kind: 'spotlight' },
      { kind: 'transparent' },
      { kind: 'black' },
    ])
      expect(kept(background)).toEqual(background);
    expect(kept({ kind: 'color', color: '#FFAA00', extra: 1 })).toEqual({ kind: 'color', color: '#ffaa00' });
    for (const odd of [null, 7, 'blur', {}, { kind: 'blur' }, { kind: 'color', color: 'red' }, { kind: 'sepia' }])
      expect(kept(odd)).toEqual(DEFAULT_PREFERENCES.background);
    expect(parsePreferences({ lightWrap: true }).lightWrap).toBe(true);
    expect(parsePreferences({ lightWrap: 'yes' }).lightWrap).toBe(false);
  });

  it('do not keep a model of another task or of a former version', () => {
    expect(parsePreferences({ models: { detect: 'selfie', portrait: 'gone', classify: 3 } }).models).toEqual(
      DEFAULT_PREFERENCES.models,
    );
  });

  it('have every field in range, whatever was kept', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parsePreferences(value);
        expect(Object.keys(parsed).sort()).toEqual(Object.keys(DEFAULT_PREFERENCES).sort());
        expect(parsed.scoreThreshold).toBeGreaterThanOrEqual(0);
        expect(parsed.scoreThreshold).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('give the worker what it needs', () => {
    expect(visionSettings(DEFAULT_PREFERENCES, true)).toMatchObject({
      mirror: true,
      rotate: 0,
      tasks: { detect: true },
    });
  });
});
