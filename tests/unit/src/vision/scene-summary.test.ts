import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../../models/contract';
import { plural, SceneAnnouncer, summarise } from '../../../../src/vision/scene-summary';

const seen = (...labels: string[]): Detection[] =>
  labels.map((label, classId) => ({ label, classId, score: 0.9, boxFramePx: { x: 0, y: 0, width: 1, height: 1 } }));

describe('the summary of a scene', () => {
  it('counts and sorts', () => {
    expect(summarise({ detections: seen('dog', 'person', 'person'), classifications: [], masked: false })).toBe(
      '2 people, 1 dog.',
    );
  });

  it('names the best label and the blur', () => {
    const classifications = [{ label: 'espresso', classId: 1, score: 0.6 }];
    expect(summarise({ detections: [], classifications, masked: true })).toBe(
      'Looks like: espresso. Background blurred.',
    );
  });

  it('says when there is nothing', () => {
    expect(summarise({ detections: [], classifications: [], masked: false })).toBe('Nothing recognised.');
  });

  it('knows plurals', () => {
    expect(['bus', 'bench', 'cup', 'knife', 'sheep'].map((label) => plural(label, 2))).toEqual([
      'buses',
      'benches',
      'cups',
      'knives',
      'sheep',
    ]);
  });
});

describe('the announcer', () => {
  it('says a sentence once it is stable for a second', () => {
    const announcer = new SceneAnnouncer();
    expect(announcer.hear('a', 0)).toBeUndefined();
    expect(announcer.hear('a', 999)).toBeUndefined();
    expect(announcer.hear('a', 1000)).toBe('a');
    expect(announcer.hear('a', 9000)).toBeUndefined();
  });

  it('never says a scene that flickers', () => {
    const announcer = new SceneAnnouncer();
    for (let ms = 0; ms < 20_000; ms += 500) expect(announcer.hear(ms % 1000 === 0 ? 'a' : 'b', ms)).toBeUndefined();
  });

  it('keeps sentences three seconds apart', () => {
    const announcer = new SceneAnnouncer();
    const spokenMs: number[] = [];
    for (let ms = 0; ms < 30_000; ms += 250) {
      if (announcer.hear(`scene ${Math.floor(ms / 1500)}`, ms) !== undefined) spokenMs.push(ms);
    }
    const gaps = spokenMs.slice(1).map((at, i) => at - (spokenMs[i] ?? 0));
    expect(spokenMs.length).toBeGreaterThan(3);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3000);
  });
});
