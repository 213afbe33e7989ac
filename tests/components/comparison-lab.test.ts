/** The comparison lab's elements: the wiper, the step bars, who takes part, results with their tables, kept runs and bad files. */
import { afterEach, describe, expect, it } from 'vitest';
import '../../src/components/comparison-lab/comparison-lab';
import '../../src/components/comparison-lab/lab-events';
import type { RunFile } from '../../src/lab/compare/run-file';
import { runJson } from '../../src/lab/compare/export-run';
import { accuracyWith, resultWith, runWith } from '../unit/src/lab/compare/made-runs';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES, until } from './mount';

const LOOK = {
  detections: [{ boxFramePx: { x: 10, y: 20, width: 30, height: 20 }, score: 0.9, classId: 0, label: 'cat' }],
  classifications: [],
  proposals: [],
  stepsMs: { capture: 1, preprocess: 2, infer: 40, propose: 1, 'second-stage': 30, decode: 1 },
  runMs: 60,
  totalMs: 80,
};
const SIZE = { width: 64, height: 48 };

afterEach(() => indexedDB.deleteDatabase('sightline-lab'));

/** Two detectors on twenty pictures, the second twice as slow and better. */
function sampleRun(): RunFile {
  const times = (base: number): number[] => Array.from({ length: 20 }, (_, i) => base + (i % 5));
  const draws = (base: number): number[] => Array.from({ length: 50 }, (_, i) => base + (i % 5) / 1000);
  const [yolo, other] = [
    resultWith(times(40), { accuracy: accuracyWith(0.3, draws(0.3)) }),
    resultWith(times(80), { network: 'yolox-nano', accuracy: accuracyWith(0.5, draws(0.5)) }),
  ];
  return { ...runWith([yolo, other]), frames: 20 };
}

describe('wiper', () => {
  it('moves with the arrow keys and says where it stands', async () => {
    const view = await mount('sightline-wiper-view', { names: ['one', 'two'] });
    expect(find(view, '.wiper').hidden).toBe(true);
    view.show(document.createElement('canvas'), SIZE, [LOOK, undefined]);
    await view.updateComplete;
    const wiper = find(view, '[role=slider]');
    expect(wiper.hidden).toBe(false);
    const press = async (key: string): Promise<string | null> => {
      wiper.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await view.updateComplete;
      return wiper.getAttribute('aria-valuenow');
    };
    expect(await press('ArrowRight')).toBe('52');
    expect(await press('PageDown')).toBe('42');
    expect(await press('Home')).toBe('0');
    expect(await press('ArrowLeft')).toBe('0');
    expect(await press('End')).toBe('100');
    expect(await press('a')).toBe('100');
    expect(wiper.getAttribute('aria-valuetext')).toBe('100 % A, 0 % B');
    await expectAccessible(view);
  });

  it('follows a finger from the press on, and not a pointer that only passes', async () => {
    const view = await mount('sightline-wiper-view', { names: ['one', 'two'] });
    view.show(document.createElement('canvas'), SIZE, [LOOK, LOOK]);
    await view.updateComplete;
    const stage = find(view, '.stage');
    const { left, top, width } = stage.getBoundingClientRect();
    const at = (share: number): PointerEventInit => ({ pointerId: 1, clientX: left + share * width, clientY: top + 5 });
    stage.dispatchEvent(new PointerEvent('pointermove', at(0.9)));
    await view.updateComplete;
    expect(find(view, '[role=slider]').getAttribute('aria-valuenow')).toBe('50');
    // No real finger is down, so it cannot be captured.
    stage.setPointerCapture = (): void => undefined;
    stage.dispatchEvent(new PointerEvent('pointerdown', at(0.25)));
    await view.updateComplete;
    expect(find(view, '[role=slider]').getAttribute('aria-valuenow')).toBe('25');
  });
});

describe('step bars', () => {
  it('name every step with its time, and what lies between', async () => {
    const timeline = await mount('sightline-step-timeline', { title: 'B', looks: [LOOK], scaleMs: 100 });
    const steps = [...inside(timeline).querySelectorAll('dt')].map(({ textContent }) => textContent);
    expect(steps).toEqual(['capture', 'preprocess', 'run', 'propose', 'second stage', 'decode', 'between']);
    expect(find(timeline, '.total').textContent).toBe('80.0 ms a picture');
    // In the order of time, from the left.
    const bars = [...inside(timeline).querySelectorAll('.now rect')].map((rect) => Number(rect.getAttribute('x')));
    expect(bars).toEqual([0, 10, 30, 430, 440, 740, 750]);
    await expectAccessible(timeline);
  });
});

describe('who takes part', () => {
  const abilities = { webgpu: true, mostThreads: 2 };
  const yolo = { network: 'yolo-320', engine: 'wasm', threads: 1, precision: 'float32' } as const;

  it('offers what each network can run on, and the number of places of a two-stage one', async () => {
    const list = await mount('sightline-contender-list', { contenders: [yolo], abilities });
    const events = collect(list, 'sightline-lab-contenders');
    const [network, engine] = [...inside(list).querySelectorAll('select')];
    expect([...(engine?.options ?? [])].map(({ text }) => text)).toEqual([
      'WASM, 1 thread',
      'WASM, 2 threads',
      'WebGPU',
    ]);
    network!.value = 'rcnn';
    network!.dispatchEvent(new Event('change'));
    expect(events[0]?.detail).toEqual([{ ...yolo, network: 'rcnn', proposals: 64 }]);
    list.contenders = events[0]!.detail;
    await list.updateComplete;
    const places = inside(list).querySelectorAll('select')[3]!;
    places.value = '300';
    places.dispatchEvent(new Event('change'));
    expect(events[1]?.detail[0]).toMatchObject({ network: 'rcnn', proposals: 300 });
    await expectAccessible(list);
  });

  it('adds one that is not there yet and takes one away', async () => {
    const list = await mount('sightline-contender-list', { contenders: [yolo], abilities });
    const events = collect(list, 'sightline-lab-contenders');
    find(list, 'button.add').click();
    const two = events[0]!.detail;
    expect(two).toHaveLength(2);
    expect(two[1]).not.toEqual(yolo);
    list.contenders = two;
    await list.updateComplete;
    find(list, '[aria-label="Remove contender A"]').click();
    expect(events[1]?.detail).toEqual([two[1]]);
  });
});

/** Different colours of a picture. */
function coloursIn(picture: HTMLCanvasElement | undefined): number {
  const data = picture?.getContext('2d')?.getImageData(0, 0, picture.width, picture.height).data;
  return new Set(data ? new Uint32Array(data.buffer) : []).size;
}

describe('results', () => {
  for (const theme of THEMES) {
    it(`say in a sentence who is faster and who finds more, with a table behind every chart, in ${theme}`, async () => {
      const results = await mount('sightline-run-results', { run: sampleRun() }, theme);
      expect(find(results, '[data-verdict]').textContent).toMatch(
        /^A \(.+\) is 2\.0 times as fast as B \(.+\); B \(.+\) finds things more surely than A \(.+\) \(AP50 50\.0 % against 30\.0 %\)\.$/,
      );
      const charts = [...inside(results).querySelectorAll('sightline-lab-chart')];
      expect(charts.map(({ model }) => model?.id)).toEqual(['accuracy', 'distribution', 'over-time']);
      for (const chart of charts) {
        await chart.updateComplete;
        expect(chart.canvas?.width, chart.model?.id).toBeGreaterThan(0);
        const picture = await chart.picture({ width: 600, height: 300 }, 2);
        expect(picture?.width, chart.model?.id).toBe(600 * devicePixelRatio);
        // Lines, letters, marks: not a blank sheet.
        expect(coloursIn(picture), chart.model?.id).toBeGreaterThan(20);
        expect(inside(chart).querySelectorAll('canvas')).toHaveLength(1);
        expect(inside(chart).querySelectorAll('details tbody tr').length, chart.model?.id).toBeGreaterThan(1);
      }
      await expectAccessible(results);
    });
  }

  it('show strangers’ text as text', async () => {
    const run = sampleRun();
    const hostile = '<img src=x onerror="document.title=1">';
    const results = await mount('sightline-run-results', {
      run: {
        ...run,
        source: { ...run.source, name: hostile },
        results: run.results.map((one) => ({ ...one, failure: { message: hostile, afterFrames: 3 } })),
      },
    });
    expect(inside(results).querySelector('img')).toBeNull();
    expect(find(results, '.failed').textContent).toContain(hostile);
  });

  it('call a difference inside the noise a tie, and say what is missing', async () => {
    const base = sampleRun();
    const times = [40, 41, 42, 43, 44, 40, 41, 42, 43, 44];
    const other = resultWith([...times].reverse(), { network: 'yolox-nano' });
    const run = { ...base, source: { ...base.source, labelled: false }, results: [resultWith(times), other] };
    const results = await mount('sightline-run-results', { run });
    const text = find(results, '[data-verdict]').textContent;
    expect(text).toContain('equally fast: the difference is inside the noise');
    expect(text).toContain('only pictures with labels can tell');
  });

  it('stand beside an earlier run of the same contenders', async () => {
    const run = sampleRun();
    const slower = { ...run, results: [resultWith(Array.from({ length: 20 }, () => 60))] };
    const results = await mount('sightline-run-results', { run, earlier: slower });
    const row = [...inside(results).querySelectorAll('.table tbody tr')].find((one) =>
      one.textContent.includes('faster now'),
    );
    expect(row?.textContent).toContain('30 % faster now');
  });
});

describe('kept runs', () => {
  it('keep a run that came as a file, and open, compare and delete it', async () => {
    const page = await mount('sightline-comparison-lab');
    const kept = find<HTMLElementTagNameMap['sightline-kept-runs']>(page, 'sightline-kept-runs');
    const give = (content: string): boolean =>
      kept.dispatchEvent(
        new CustomEvent('sightline-lab-import', {
          detail: { file: new File([content], 'run.json') },
          bubbles: true,
          composed: true,
        }),
      );
    give('{"schema":"sightline-lab-run/99"}');
    await until(() => inside(page).querySelector('.results [role=alert]') !== null, 'a message');
    expect(find(page, '.results [role=alert]').textContent).toContain(
      'run.json was not opened: This run file is of another version',
    );
    give(runJson(sampleRun()));
    await until(() => kept.runs.length === 1, 'the run');
    await until(() => find(page, '.results [role=status]').textContent.includes('was opened'), 'a word');
    expect(inside(page).querySelector('.results [role=alert]')).toBeNull();
    await kept.updateComplete;
    expect(inside(kept).querySelector('[data-kept=open]')).toBeNull();
    find(kept, '[data-kept=delete]').click();
    await until(() => kept.runs.length === 0, 'nothing');
    expect(inside(page).querySelector('sightline-run-results')).toBeNull();
  });
});

describe('page', () => {
  for (const theme of THEMES) {
    it(`is accessible in ${theme}`, async () => {
      const page = await mount('sightline-comparison-lab', {}, theme);
      await expectAccessible(page);
    });
  }

  it('asks for a labelled set where one is chosen', async () => {
    const picker = await mount('sightline-source-picker');
    const events = collect(picker, 'sightline-lab-source');
    find<HTMLInputElement>(picker, 'input[value=labelled]').click();
    expect(events[0]?.detail).toEqual({ kind: 'labelled', files: [] });
    picker.choice = { kind: 'labelled', files: [{ path: 'voc/a.xml', file: new File([''], 'a.xml') }] };
    await picker.updateComplete;
    expect(inside(picker).textContent).toContain('Chosen: voc');
    await expectAccessible(picker);
  });
});
