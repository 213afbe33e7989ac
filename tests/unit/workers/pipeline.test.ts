import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModelSpec } from '../../../models/contract';
import { MODELS, type ModelId } from '../../../models/registry';
import { CpuPath } from '../../../workers/cpu/cpu-path';
import type { Canvas2dRenderer } from '../../../workers/draw/canvas2d-renderer';
import type { Engine, LoadedModel, RunResult } from '../../../workers/engines/engine';
import { FaultError } from '../../../workers/fault';
import type { Scene } from '../../../workers/frame-path';
import { FramePace } from '../../../workers/pace/frame-pace';
import { Pipeline } from '../../../workers/pipeline';
import type { Fault, Settings } from '../../../workers/protocol';
import { Rig, type RigParts } from '../../../workers/rig';
import { PLAIN_SETTINGS } from './plain-settings';

/** Stands in for the browser's frame: an RGBA picture of one colour. */
class FakeFrame {
  closed = 0;
  readonly format = 'RGBA';
  readonly displayWidth = 32;
  readonly displayHeight = 24;
  readonly visibleRect = { width: 32, height: 24 };
  allocationSize(): number {
    return 32 * 24 * 4;
  }
  copyTo(data: Uint8ClampedArray): Promise<unknown> {
    data.fill(128);
    return Promise.resolve([{ offset: 0, stride: 32 * 4 }]);
  }
  close(): void {
    this.closed++;
  }
}
const frameOf = (): FakeFrame & VideoFrame => new FakeFrame() as FakeFrame & VideoFrame;

beforeAll(() => {
  vi.stubGlobal('ImageBitmap', class {});
  vi.stubGlobal('DOMException', Error);
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(
        readonly width: number,
        readonly height: number,
      ) {
        this.data = new Uint8ClampedArray(width * height * 4);
      }
    },
  );
  vi.stubGlobal('self', { isSecureContext: false, location: { href: 'http://localhost/' } });
});
afterEach(() => vi.restoreAllMocks());

class FakeEngine implements Engine {
  readonly info = { provider: 'wasm', build: 'wasm', threads: 1, note: '' } as const;
  readonly released: string[] = [];
  /** Outputs by model; a function may throw. */
  readonly answers = new Map<string, () => RunResult['raw']>();
  load(spec: ModelSpec): Promise<LoadedModel> {
    return Promise.resolve({ spec, input: new Float32Array(3 * spec.input.width * spec.input.height) });
  }
  async run({ spec }: LoadedModel): Promise<RunResult> {
    const answer = this.answers.get(spec.id);
    if (!answer) throw new FaultError('model-run', `${spec.id} has no answer`);
    return Promise.resolve({ raw: answer(), runMs: 5 });
  }
  release({ spec }: LoadedModel): Promise<void> {
    this.released.push(spec.id);
    return Promise.resolve();
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

class FakeRenderer implements Pick<Canvas2dRenderer, 'stage' | 'resize' | 'draw' | 'snapshot'> {
  readonly scenes: Scene[] = [];
  stage(): void {}
  resize(): void {}
  draw(scene: Scene): void {
    this.scenes.push(scene);
  }
  snapshot(): Promise<Blob> {
    return Promise.resolve(new Blob());
  }
}

const settingsOf = (on: Partial<Settings['tasks']>, models: Partial<Record<string, ModelId>> = {}): Settings => ({
  tasks: { detect: false, portrait: false, classify: false, ...on },
  models: { detect: 'yolo-256', portrait: 'unet-portrait', classify: 'resnet', ...models },
  ...PLAIN_SETTINGS,
});

/** The detector's answer: one sure cup (class 41) around the middle cell of the coarsest grid. */
function oneCup(): RunResult['raw'] {
  const cells = 32 * 32 + 16 * 16 + 8 * 8;
  const boxes = new Float32Array(cells * 4).fill(1);
  const scores = new Float32Array(cells * 80);
  scores[(cells - 64 + 4 * 8 + 4) * 80 + 41] = 0.9;
  return { boxes: { data: boxes, dims: [1, cells, 4] }, scores: { data: scores, dims: [1, cells, 80] } };
}

/** A rig whose weights come from a stub server. */
async function rigOf(
  settings: Settings,
  parts: Pick<RigParts, 'onRefused'> = {},
): Promise<{ rig: Rig; pipeline: Pipeline; engine: FakeEngine; renderer: FakeRenderer; faults: Fault[] }> {
  const catalog = await import('../../../models/catalog');
  vi.stubGlobal('fetch', (url: string) => Promise.resolve(weightsResponse(url, catalog)));
  const [engine, renderer] = [new FakeEngine(), new FakeRenderer()];
  const path = new CpuPath(engine, renderer as unknown as Canvas2dRenderer);
  const rig = new Rig({ path, settings, baseUrl: 'http://localhost/', onBytes: () => undefined, ...parts });
  const pace = new FramePace();
  pace.fix('aligned');
  const faults: Fault[] = [];
  const pipeline = new Pipeline(rig, pace, {
    onFault: (fault) => faults.push(fault),
    presented: () => Promise.resolve(),
  });
  return { rig, pipeline, engine, renderer, faults };
}

function weightsResponse(url: string, { CATALOG }: typeof import('../../../models/catalog')): Response {
  const name = new URL(url).pathname.split('/').at(-1);
  const entry = CATALOG.find(({ source }) => source.file.split('/').at(-1) === name);
  return entry ? new Response(new Uint8Array(entry.source.bytes)) : new Response('', { status: 404 });
}

const NANODET: Partial<Record<string, ModelId>> = { detect: 'nanodet-m' };

describe('a frame', () => {
  it('draws a plain frame and closes it once, where no task is on', async () => {
    const { pipeline, renderer } = await rigOf(settingsOf({}));
    const frame = frameOf();
    const report = await pipeline.frame(frame, 3);
    expect(report).toMatchObject({
      seq: 0,
      dropped: 3,
      fresh: false,
      answered: false,
      ageMs: undefined,
      frame: { width: 32, height: 24 },
      detections: [],
      masked: false,
      inferMs: {},
    });
    expect(renderer.scenes).toHaveLength(1);
    expect(frame.closed).toBe(1);
  });

  it('hides the picture while Portrait has no mask yet', async () => {
    const { pipeline, renderer } = await rigOf(settingsOf({ portrait: true }));
    await pipeline.frame(frameOf());
    expect(renderer.scenes[0]?.portrait).toMatchObject({ mask: undefined, strength: 0.5 });
  });

  it('draws the frame without a network that fails, says so, and gives it up in the end', async () => {
    const settings = settingsOf({ detect: true }, NANODET);
    const { rig, pipeline, engine, renderer, faults } = await rigOf(settings);
    await rig.load(settings);
    engine.answers.set('nanodet-m', () => {
      throw new FaultError('model-run', 'NaN everywhere');
    });
    const frames = Array.from({ length: 6 }, frameOf);
    for (const image of frames) await pipeline.frame(image);
    expect(renderer.scenes).toHaveLength(6);
    expect(frames.every((frame) => frame.closed === 1)).toBe(true);
    expect(faults.map(({ recoverable }) => recoverable)).toEqual([true, true, true, true, false]);
    expect(faults[0]).toMatchObject({ kind: 'model-run', model: 'nanodet-m', message: 'NaN everywhere' });
    expect(engine.released).toEqual(['nanodet-m']);
  });

  it('closes the frame even where drawing fails', async () => {
    const { pipeline, renderer } = await rigOf(settingsOf({}));
    vi.spyOn(renderer, 'draw').mockImplementation(() => {
      throw new Error('canvas lost');
    });
    const frame = frameOf();
    await expect(pipeline.frame(frame)).rejects.toThrow('canvas lost');
    expect(frame.closed).toBe(1);
  });

  it('leaves a kept picture open', async () => {
    const { pipeline } = await rigOf(settingsOf({}));
    const frame = frameOf();
    await pipeline.still(frame);
    expect(frame.closed).toBe(0);
  });
});

describe('Rig', () => {
  it('loads what is on, keeps what is switched off, lets go of what is no longer chosen', async () => {
    const first = settingsOf({ detect: true }, NANODET);
    const { rig, engine } = await rigOf(first);
    await rig.load(first);
    expect(rig.active().map(([, { id }]) => id)).toEqual(['nanodet-m']);
    rig.settings = settingsOf({}, NANODET);
    await rig.load(rig.settings);
    expect([rig.active().length, engine.released.length]).toEqual([0, 0]);
    rig.settings = settingsOf({ detect: true }, { detect: 'yolox-nano' });
    expect(rig.active()).toEqual([]); // The old network must not answer for the new one.
    await rig.load(rig.settings);
    expect(engine.released).toEqual(['nanodet-m']);
    expect(rig.active().map(([, { id }]) => id)).toEqual(['yolox-nano']);
  });

  it('loads a model once, however often settings change meanwhile', async () => {
    const settings = settingsOf({ detect: true }, NANODET);
    const { rig, engine } = await rigOf(settings);
    const load = vi.spyOn(engine, 'load');
    await Promise.all([rig.load(settings), rig.load({ ...settings, blurStrength: 0.7 })]);
    expect([load.mock.calls.length, engine.released.length]).toEqual([1, 0]);
  });

  it('keeps the model chosen last, also where a former choice arrives after it', async () => {
    const slow = settingsOf({ detect: true }, NANODET);
    const { rig, engine } = await rigOf(slow);
    const serve = globalThis.fetch;
    let arrive = (): void => undefined;
    const late = new Promise<void>((resolve) => (arrive = resolve));
    vi.stubGlobal('fetch', async (url: string) => {
      if (url.includes('nanodet')) await late;
      return serve(url);
    });
    const load = vi.spyOn(engine, 'load');
    const first = rig.load(slow);
    rig.settings = settingsOf({ detect: true }, { detect: 'yolox-nano' });
    await rig.load(rig.settings);
    arrive();
    await first;
    expect(rig.active().map(([, { id }]) => id)).toEqual(['yolox-nano']);
    // Nobody waits for it any more: it is not even compiled.
    expect(load.mock.calls.map(([{ id }]) => id)).toEqual(['yolox-nano']);
    expect(engine.released).toEqual([]);
  });

  it('exchanges sizes of a network without a gap, and holds two at most', async () => {
    const settings = settingsOf({ detect: true }, { detect: 'yolo-320' });
    const { rig, engine } = await rigOf(settings);
    let inMemory = 0;
    let most = 0;
    const load = engine.load.bind(engine);
    vi.spyOn(engine, 'load').mockImplementation((...args) => {
      most = Math.max(most, ++inMemory);
      return load(...args);
    });
    const release = engine.release.bind(engine);
    vi.spyOn(engine, 'release').mockImplementation((model) => {
      inMemory--;
      return release(model);
    });
    await rig.load(settings);
    const changes: Promise<void>[] = [];
    for (const id of ['yolo-256', undefined, 'yolo-256'] as const) {
      rig.standIns = id ? { detect: id } : {};
      changes.push(rig.load(settings));
      expect(rig.active()).toHaveLength(1);
    }
    await Promise.all(changes);
    await rig.load(settings);
    expect(rig.active().map(([, { id }]) => id)).toEqual(['yolo-256']);
    expect([most, inMemory]).toEqual([2, 1]);
  });

  it('goes on with what runs where a size cannot be had, and says so to nobody but who asked', async () => {
    const settings = settingsOf({ detect: true }, { detect: 'yolo-320' });
    const refused: string[] = [];
    const { rig } = await rigOf(settings, { onRefused: (id) => void refused.push(id) });
    await rig.load(settings);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })));
    rig.standIns = { detect: 'yolo-256' };
    await rig.load(settings);
    expect(refused).toEqual(['yolo-256']);
    expect(rig.active().map(([, { id }]) => id)).toEqual(['yolo-320']);
  });

  it('says which weights are missing, and still loads the others', async () => {
    const settings = settingsOf({ detect: true, portrait: true }, { detect: 'nanodet-m', portrait: 'selfie' });
    const { rig } = await rigOf(settings);
    const serve = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string) =>
      url.includes('nanodet')
        ? Promise.resolve(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }))
        : serve(url),
    );
    await expect(rig.load(settings)).rejects.toMatchObject({ kind: 'model-missing', model: 'nanodet-m' });
    expect(rig.active().map(([, { id }]) => id)).toEqual(['selfie']);
  });

  it('refuses weights that were cut short', async () => {
    const settings = settingsOf({ detect: true }, NANODET);
    const { rig } = await rigOf(settings);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(new Uint8Array(1000))));
    await expect(rig.load(settings)).rejects.toMatchObject({ kind: 'model-corrupt', message: /1000 bytes came/ });
  });

  it('runs one thing at a time, and survives failures', async () => {
    const { rig } = await rigOf(settingsOf({}));
    const log: string[] = [];
    const slow = rig.exclusive(async () => {
      log.push('a');
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push('b');
      throw new Error('no');
    });
    const next = rig.exclusive(() => Promise.resolve(log.push('c')));
    await expect(slow).rejects.toThrow('no');
    await next;
    expect(log).toEqual(['a', 'b', 'c']);
  });
});

it('reports boxes in frame pixels', async () => {
  const { rig, pipeline, engine } = await rigOf(settingsOf({ detect: true }));
  await rig.load(rig.settings);
  engine.answers.set(MODELS['yolo-256'].spec.id, oneCup);
  const report = await pipeline.frame(frameOf());
  // Cell (4, 4) of stride 32 has its centre at (144, 144) of 256; the box reaches 32 model pixels each way; the frame is 32 wide.
  expect(report.detections).toHaveLength(1);
  const [{ label, boxFramePx } = { label: '', boxFramePx: { x: 0, y: 0, width: 0, height: 0 } }] = report.detections;
  expect(label).toBe('cup');
  expect(boxFramePx.x).toBeCloseTo(112 / 8, 4);
  expect(boxFramePx.y).toBeCloseTo((112 - 32) / 8, 4);
  expect([boxFramePx.width, boxFramePx.height].map((side) => Math.round(side * 1e4) / 1e4)).toEqual([8, 8]);
  expect(report.inferMs).toEqual({ detect: 5 });
});
