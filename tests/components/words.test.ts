import { describe, expect, it } from 'vitest';
import '../../src/components/scene-list/scene-list';
import '../../src/components/stats-overlay/stats-overlay';
import '../../src/components/status-banner/status-banner';
import { cameraNotice } from '../../src/i18n/camera-words';
import { fileNotice } from '../../src/i18n/file-words';
import { visionNotice } from '../../src/i18n/vision-words';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES } from './mount';
import { reportOf } from '../fixtures/report';

const CAMERA = [
  'no-camera',
  'refused',
  'busy',
  'insecure-origin',
  'ended',
  'interrupted',
  'unsupported',
  'overconstrained',
] as const;
const FILE = [
  'not-media',
  'photo-unreadable',
  'photo-heic',
  'photo-too-large',
  'photo-empty',
  'video-unreadable',
] as const;
const VISION = [
  'engine-start',
  'model-missing',
  'model-corrupt',
  'model-run',
  'frame',
  'source-ended',
  'out-of-memory',
  'internal',
] as const;

const notices = [
  ...CAMERA.map((kind) => cameraNotice({ kind, message: 'why' })),
  ...FILE.map((kind) =>
    fileNotice({ kind, message: 'why', fileName: 'a.png', size: { width: 20_000, height: 20_000 } }),
  ),
  ...VISION.map((kind) => visionNotice({ kind, message: 'why', recoverable: false })),
];

describe('the words for faults', () => {
  it('differ from each other, are sentences, and end in a next step', () => {
    expect(new Set(notices.map(({ title }) => title)).size).toBe(notices.length);
    for (const { title, text, action, details } of notices) {
      expect(title).not.toMatch(/[.!]$/);
      expect(text).toMatch(/[.]$/);
      expect(text.length).toBeGreaterThan(40);
      expect(action?.label.length).toBeGreaterThan(3);
      expect(details).toContain('why');
    }
  });

  it('say how large a picture is that is too large', () => {
    expect(notices.find(({ kind }) => kind === 'photo-too-large')?.text).toContain('20,000 × 20,000 pixels');
  });
});

describe('status banner', () => {
  it.each(THEMES)('is accessible in %s, in every tone', async (theme) => {
    const banner = await mount('sightline-status-banner', {}, theme);
    for (const tone of ['error', 'warning', 'info'] as const) {
      banner.notice = {
        kind: 'x',
        tone,
        title: 'Title',
        text: 'Text.',
        action: { id: 'demo', label: 'Try' },
        details: 'd',
      };
      await banner.updateComplete;
      await expectAccessible(banner);
    }
  });

  it('has its live region before there is anything to say', async () => {
    const banner = await mount('sightline-status-banner');
    const region = find(banner, '[role=alert]');
    expect(region.textContent?.trim()).toBe('');
    banner.notice = cameraNotice({ kind: 'refused', message: 'NotAllowedError' });
    await banner.updateComplete;
    expect(find(banner, '[role=alert]')).toBe(region);
    expect(region.textContent).toContain('The camera is blocked');
  });

  it('offers the next step and can be put away', async () => {
    const banner = await mount('sightline-status-banner', { notice: cameraNotice({ kind: 'refused', message: '' }) });
    const steps = collect(banner, 'sightline-notice');
    const closes = collect(banner, 'sightline-notice-close');
    find(banner, 'button.primary').click();
    find(banner, 'button.close').click();
    expect(steps[0]?.detail).toEqual({ action: 'start-camera' });
    expect(closes[0]?.detail).toEqual({ kind: 'camera-refused' });
  });
});

describe('scene list', () => {
  it('reads the picture aloud and as a list', async () => {
    const list = await mount('sightline-scene-list', {
      announcement: '1 dog.',
      report: reportOf({
        frame: { width: 300, height: 300 },
        detections: [{ label: 'dog', classId: 16, score: 0.876, boxFramePx: { x: 0, y: 0, width: 60, height: 60 } }],
        classifications: [{ label: 'pug', classId: 1, score: 0.5 }],
      }),
    });
    expect(find(list, '[role=status]').textContent).toBe('1 dog.');
    expect([...inside(list).querySelectorAll('li')].map((item) => item.textContent)).toEqual([
      'dog, 88 %, top left',
      'pug, 50 %',
    ]);
    await expectAccessible(list);
  });
});

describe('figures overlay', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    const overlay = await mount(
      'sightline-stats-overlay',
      {
        figures: {
          fps: 24.06,
          answersPerSecond: 12.04,
          ageMs: 52,
          dropped: 7,
          totalMs: 41,
          stepsMs: { infer: 30 },
          inferMs: { detect: 30 },
        },
        engine: { provider: 'wasm', build: 'wasm', threads: 1, note: 'This page is not isolated.', precision: 'mixed' },
        frame: { width: 640, height: 480 },
        models: [{ task: 'detect', title: 'NanoDet-m' }],
      },
      theme,
    );
    await expectAccessible(overlay);
    const text = inside(overlay).textContent?.replace(/\s+/g, ' ') ?? '';
    for (const part of [
      '24.1',
      '12.0 a second',
      '52.0 ms',
      'Dropped 7',
      '41.0 ms',
      'NanoDet-m',
      '640 × 480',
      'WASM, 1 thread (wasm), 8-bit integers and floats',
      'not isolated',
    ])
      expect(text).toContain(part);
  });
});
